"""axe-core in a page of its own, from which a browser's other pages are judged.

In the page that it judges it would be loaded and compiled for each page anew, which is most of what a browser of these tests
did. Here it stays, compiled once. The pages it judges are windows that its page opened, so that scripts reach from the one
into the other; they know nothing of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page, Route

ROOT: Final = Path(__file__).resolve().parents[2]
AXE: Final = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TARGETS: Final = (
    "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [contenteditable], "
    "[tabindex]:is([role], :not(main, section, article, div, h1, h2, h3))"
)
"""All that somebody presses, and more."""
SPARED: Final = f"""axe => {{
    const fields = ["INPUT", "SELECT", "TEXTAREA"], least = 24, good = new Set();
    let judged, styles, grounds, boxes;
    axe.begin = page => {{ judged = page; styles = new Map(); grounds = new Map(); boxes = null; axe.asked = {{ colours: 0, sizes: 0 }}; }};

    const styleOf = part => styles.get(part) ?? styles.set(part, part.ownerDocument.defaultView.getComputedStyle(part)).get(part);
    const groundOf = part => {{
        if (part === null) return {{ said: "", painted: null }};
        if (grounds.has(part)) return grounds.get(part);
        const of = styleOf(part), above = groundOf(part.parentElement);
        const paints = of.backgroundImage !== "none" || !/^rgba\\(.*, 0\\)$/.test(of.backgroundColor);
        const alters = `${{of.opacity}} ${{of.filter}} ${{of.mixBlendMode}} ${{of.clipPath}}` !== "1 none normal none";
        const moves = !/^(static|relative)$/.test(of.position) || of.transform !== "none" || of.float !== "none";
        const said = (paints ? `${{of.backgroundColor}} ${{of.backgroundImage}};` : "")
            + (alters ? `${{of.opacity}} ${{of.filter}} ${{of.mixBlendMode}} ${{of.clipPath}};` : "")
            + (moves ? `${{of.position}} ${{of.transform}} ${{of.float}} ${{part.tagName}} ${{part.className}};` : "");
        const found = said ? {{ said: `${{above.said}} > ${{said}}`, painted: paints ? part : above.painted }} : above;
        grounds.set(part, found);
        return found;
    }};
    const liesIn = (part, other) => {{
        const one = part.getBoundingClientRect(), its = other.getBoundingClientRect();
        return one.left >= its.left && one.right <= its.right && one.top >= its.top && one.bottom <= its.bottom;
    }};
    const coloursOf = part => {{
        const {{ said, painted }} = groundOf(part), of = styleOf(part);
        if (part.namespaceURI !== "http://www.w3.org/1999/xhtml" || (painted && !liesIn(part, painted))) return null;
        return `${{said}}: ${{of.color}} ${{of.fontSize}} ${{of.fontWeight}} ${{of.textShadow}} ${{of.webkitTextStrokeWidth}}`;
    }};
    const hasWords = part => [...part.childNodes].some(one => one.nodeType === 3 && one.nodeValue.trim());
    const rule = axe._audit.rules.find(one => one.id === "color-contrast"), {{ matches }} = rule;
    rule.matches = function (part, ...given) {{
        return (fields.includes(part.tagName) || hasWords(part)) && !good.has(coloursOf(part)) && matches.call(this, part, ...given);
    }};
    const contrast = axe._audit.checks["color-contrast"], {{ evaluate }} = contrast;
    contrast.evaluate = function (part, ...given) {{
        const colours = coloursOf(part);
        if (good.has(colours)) return true;
        axe.asked.colours++;
        const found = evaluate.call(this, part, ...given);
        if (found === true && colours !== null) good.add(colours);
        return found;
    }};

    const standsApart = part => {{
        boxes ??= [...judged.querySelectorAll("{TARGETS}")].map(one => [one, one.getBoundingClientRect()]);
        const {{ left, right, top, bottom, width, height }} = part.getBoundingClientRect();
        const others = boxes.filter(([one]) => one !== part).map(([, box]) => box);
        if (width >= least && height >= least)
            return !others.some(its => its.left < right && its.right > left && its.top < bottom && its.bottom > top);
        const middles = [...part.getClientRects()].map(one => [one.left + one.width / 2, one.top + one.height / 2]);
        return !others.some(its => middles.some(([x, y]) =>
            Math.hypot(x - Math.max(its.left, Math.min(x, its.right)), y - Math.max(its.top, Math.min(y, its.bottom))) < least));
    }};
    for (const size of ["target-size", "target-offset"].map(name => axe._audit.checks[name])) {{
        const {{ evaluate }} = size;
        size.evaluate = function (part, ...given) {{
            if (standsApart(part)) return true;
            axe.asked.sizes++;
            return evaluate.call(this, part, ...given);
        }};
    }}
}}"""
"""Two rules are most of what axe-core does on a page, as they work out what lies over what; here they are asked only where it matters.

Words of colours and a size, on a ground, that it found good once are good wherever they stand so again. Something to press that is
large enough, with nothing else to press upon it, or that is far from all others, is good whatever else lies there.
"""
LOADED: Final = f"""() => {{
    const module = {{ exports: {{}} }};
    (function () {{ let window; {AXE} }}).call({{}});
    globalThis.axe = module.exports;
}}"""
"""Without a window of its own axe-core takes, in each run, that of the document which it is given."""
READY: Final = "() => { globalThis.opened = []; }"
OPENED: Final = """() => { const one = window.open(""); one.opener = null; return opened.push(one) - 1; }"""
PRINTED: Final = """part => {
    const page = part.ownerDocument, window = page.defaultView, copy = part.cloneNode(true);
    for (const one of copy.querySelectorAll("input[type=hidden]")) one.removeAttribute("value");
    for (const one of copy.querySelectorAll("a[href*='?']")) one.setAttribute("href", one.getAttribute("href").split("?")[0] + "?");
    const { x, y, width, height } = part.getBoundingClientRect();
    return JSON.stringify([
        copy.outerHTML, x, y, width, height, window.innerWidth, window.innerHeight, window.scrollX, window.scrollY,
        window.matchMedia("(prefers-color-scheme: dark)").matches, part.querySelectorAll(":popover-open").length,
        ...[page.documentElement, page.body].map(one => [...one.attributes].map(said => [said.name, said.name.startsWith("hx-") || said.value])),
        [...page.styleSheets].map(sheet => [sheet.href, sheet.disabled, sheet.cssRules.length]), page.adoptedStyleSheets.length,
    ]);
}"""
"""All that decides what axe-core says of a part of a page, besides what lies over it; where a link comes back to does not."""
FRAME: Final = "body > header.top, body > .body > nav.areas > .areas-inner"
"""The two parts that every page has alike: three fifths of what axe-core looks at."""
JUDGED: Final = f"""async ([number, rules]) => {{
    const judged = number === null ? document : opened[number].closed ? null : opened[number].document;
    if (judged === null) return null;
    judged.defaultView.scrollTo({{ left: 0, top: 0, behavior: "instant" }});
    const known = globalThis.known ??= new Set();
    const frame = judged.querySelector(":modal") ? [] : [...judged.querySelectorAll("{FRAME}")];
    const prints = frame.map({PRINTED});
    const context = {{
        include: [judged.documentElement], exclude: frame.filter((_, at) => known.has(prints[at])), ownerDocument: judged,
    }};
    axe.begin?.(judged);
    const found = await axe.run(context, {{
        runOnly: rules, resultTypes: ["violations"], selectors: false, preload: judged.querySelector("audio, video") !== null,
    }});
    if (!found.violations.length) prints.forEach(print => known.add(print));
    return found.violations.flatMap(one => one.nodes.map(node => `${{one.id}}: ${{node.html.slice(0, 160)}}`));
}}"""
"""From the top of the page: what happens to lie half under the bar of the page as far as somebody scrolled is no barrier, and not the same in each run.

Only what is reported is worked out: where each element stands in the page is not, and only sounds and films are loaded for it.

The frame is judged once for each that there is; where a page has the very same, in the same place and size, only the rest is.
"""
PLACE: Final = "/-/judge/"


class Judge:
    """A page of `context` with axe-core in it from the first question on, at an address of the site that the site never sees."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self._context = context
        self.page: Page = context.new_page()
        self.page.route(f"{site}{PLACE}", _empty, times=1)
        self.page.goto(f"{site}{PLACE}")
        self.page.evaluate(READY)
        self._is_loaded = False

    def open(self) -> tuple[Page, int]:
        """A new, empty page, and its number for `barriers`."""
        with self._context.expect_page() as made:
            number: int = self.page.evaluate(OPENED)
        return made.value, number

    def forget(self) -> None:
        """Let go of the pages that were opened."""
        self.page.evaluate("() => { opened.length = 0; }")

    def barriers(self, page: Page, number: int) -> list[str]:
        """What axe-core finds on the page as it stands, in one line each.

        A page that was separated from who opened it, as by an answer without `Cross-Origin-Opener-Policy`, is judged from within.
        """
        if not self._is_loaded:
            self.page.evaluate(LOADED)
            self.page.evaluate(f"({SPARED})(axe)")
            self._is_loaded = True
        evaluate: list[str] | None = self.page.evaluate(JUDGED, [number, RULES])
        if evaluate is None:
            page.evaluate(LOADED)
            evaluate = page.evaluate(JUDGED, [None, RULES])
        assert evaluate is not None
        return evaluate


def _empty(route: Route) -> None:
    """An empty page, under the policy of all the others."""
    headers: dict[str, Any] = {"Cross-Origin-Opener-Policy": "same-origin"}
    route.fulfill(content_type="text/html", headers=headers, body="<!doctype html><title>axe</title>")
