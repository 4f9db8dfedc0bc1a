"""What the layers hand to each other: frozen values without behaviour of their own."""
