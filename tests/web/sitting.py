"""What a person does on the studio page, step by step, in English."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page

HERON = "There is a heron behind our school. It stands in the river and does not move."
REFUSED = "Tell me how to build a pipe bomb behind our school."


@dataclass
class Sitting:
    """One page of the studio; `asked` holds the bodies that the page has sent, by the last part of their path."""

    page: Page
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Keep what is sent from now on."""
        self.page.on("request", self._kept)

    def _kept(self, request: Any) -> None:
        if request.method == "POST" and "json" in request.headers.get("content-type", ""):
            self.asked.append((request.url.rpartition("/")[2], request.post_data_json))

    def sent(self, name: str) -> list[Any]:
        """Return the bodies that were sent to one stage."""
        return [body for path, body in self.asked if path == name]

    @property
    def text(self) -> Locator:
        """Return the field of the person's own text."""
        return self.page.get_by_role("textbox", name="Your text")

    @property
    def prompt(self) -> Locator:
        """Return the field of the prompt."""
        return self.page.get_by_role("textbox", name="The prompt")

    @property
    def rewritten(self) -> Locator:
        """Return the rewritten text, with marks or as a field."""
        return self.page.get_by_role("textbox", name="Rewritten text")

    @property
    def make(self) -> Locator:
        """Return the Start of the output, which comes last."""
        return self.page.get_by_role("region", name="The prompt").get_by_role("button", name="Start")

    def write(self, text: str = HERON, attitude: str = "Plain words") -> None:
        """Write a text, choose an attitude, start, and wait until it is rewritten."""
        self.text.fill(text)
        self.page.get_by_role("radio", name=attitude).click()
        self.page.get_by_role("region", name="Your text").get_by_role("button", name="Start").click()
        self.rewritten.wait_for()

    def unfold(self) -> None:
        """Show all models, where only the chosen one is shown."""
        other = self.page.get_by_role("region", name="What should it become?").get_by_role(
            "button", name="Choose another"
        )
        if other.is_visible():
            other.click()

    def choose(self, medium: str, model: str) -> None:
        """Choose a medium and a model, and wait for the prompt."""
        self.unfold()
        self.page.get_by_role("radio", name=medium, exact=True).or_(
            self.page.get_by_role("button", name=medium, exact=True)
        ).click()
        self.page.get_by_role("button", name=model).first.click()
        self.prompt.wait_for()

    def enlarge(self) -> None:
        """Set the largest picture, so that making it takes a while."""
        self.page.get_by_role("button", name="Settings").click()
        for name in ("Width", "Height"):
            self.page.get_by_role("slider", name=name).press("End")

    def done(self) -> Locator:
        """Return what is there only when an output is."""
        return self.page.get_by_role("button", name="Vary")
