"""Make the pictures of the pages for docs/pictures: `python -m tests.daemon.web.public.pictures`.

Each sheet is one page of the browser that shows pictures of ours beside each other; a firm and its clients are invented.
"""

import struct
import tempfile
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from models.vocabulary import Language
from tests.daemon.web.public.site import Site, served_site
from tests.live.chromium import chromium_page

FOLDER = Path(__file__).parents[4] / "docs" / "pictures"
PHONE, DESK = 390, 1280
ALL = ("answer", "withdrawal", "consents", "confirmation", "self_service", "expired")
BY_SCHEME: dict[str, str] = {"light": "#dfe3e1", "dark": "#3a4241"}


@dataclass(frozen=True, slots=True)
class Taken:
    """One look at a page."""

    name: str
    language: Language
    width: int
    scheme: Literal["light", "dark"] = "light"


SHEETS: dict[str, tuple[Taken, ...]] = {
    **{f"phone-{language}": tuple(Taken(name, language, PHONE) for name in ALL) for language in Language},
    **{f"desk-{language}": tuple(Taken(name, language, DESK) for name in ALL) for language in Language},
    "phone-dark": tuple(Taken(name, Language.FI, PHONE, "dark") for name in ALL),
    "desk-dark": tuple(Taken(name, Language.SV, DESK, "dark") for name in ALL),
}


REDUCE = """async (base64) => {
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const channels = pixel => [pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255];
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([pixel]) => channels(pixel));
  const nearest = new Map();
  for (const pixel of counts.keys()) {
    const own = channels(pixel);
    const far = kept.map(colour => colour.reduce((sum, value, at) => sum + (value - own[at]) ** 2, 0));
    nearest.set(pixel, far.indexOf(Math.min(...far)));
  }
  let text = '';
  for (const pixel of pixels) text += String.fromCharCode(nearest.get(pixel));
  return [width, height, kept.flat(), btoa(text)];
}"""


def main() -> None:
    """Write every sheet."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served_site(Path(folder)) as site,
        chromium_page(reduced_motion="reduce") as page,
    ):
        for name, takes in SHEETS.items():
            pictures = [picture(site, page, taken) for taken in takes]
            (FOLDER / f"{name}.png").write_bytes(sheet(page, takes[0], pictures))


def picture(site: Site, page: Page, taken: Taken) -> bytes:
    """Give a picture of a whole page, as high as it is."""
    page.emulate_media(color_scheme=taken.scheme)
    page.set_viewport_size({"width": taken.width, "height": 500})
    page.goto(site.url(taken.name, taken.language, "&score=4" if taken.name == "answer" else ""))
    return page.screenshot(full_page=True)


def sheet(page: Page, taken: Taken, pictures: list[bytes]) -> bytes:
    """Give the pictures beside each other, on one."""
    columns = len(pictures) if taken.width == PHONE else 3
    width = 250 if taken.width == PHONE else 480
    page.set_viewport_size({"width": columns * (width + 12) + 12, "height": 200})
    images = "".join(f'<img width="{width}" src="data:image/png;base64,{b64encode(raw).decode()}">' for raw in pictures)
    page.goto("about:blank")
    page.set_content(
        f'<body style="margin:12px;background:{BY_SCHEME[taken.scheme]};display:grid;gap:12px;align-items:start;'
        f'grid-template-columns:repeat({columns},{width}px)">{images}',
        wait_until="load",
    )
    return small(page, page.screenshot(full_page=True))


def small(page: Page, picture: bytes) -> bytes:
    """Give the picture in its 256 most frequent colours: a quarter of the bytes, and nobody sees it."""
    width, height, palette, indices = page.evaluate(REDUCE, b64encode(picture).decode())
    rows = b64decode(indices)
    lines = b"".join(b"\0" + rows[at : at + width] for at in range(0, len(rows), width))
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0),
        b"PLTE": bytes(palette),
        b"IDAT": zlib.compress(lines, 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts.items()
    )


if __name__ == "__main__":
    main()
