# The words of ./dev, for those who type make: `make test`, `make test ARGS="-k builder"`.
WORDS := run test check format types generate golden web bench crash docs lock setup help
.PHONY: $(WORDS)
.DEFAULT_GOAL := help
$(WORDS):
	@./dev $@ $(ARGS)
