"""The browsers of these tests: whoever gets one finds nothing of who had it before, and what is wrong with a page is seen from outside."""

from __future__ import annotations

from tests.browser.judging import JUDGED, LOADED, RULES

LEFT = """async () => {
    localStorage.setItem("left", "here"); sessionStorage.setItem("left", "here"); document.cookie = "left=here";
    await (await caches.open("left")).put("/left", new Response("here"));
    await new Promise((made) => { indexedDB.open("left").onsuccess = (event) => { event.target.result.close(); made(); }; });
}"""
FOUND = """async () => [localStorage.length, sessionStorage.length, document.cookie.includes("left"), await caches.keys(),
    (await indexedDB.databases()).length, window.opener, typeof window.axe, innerWidth]"""
BARRIER = (
    """() => document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='' class='bare'>")"""
)


def test_whoever_is_lent_a_browser_finds_nothing_of_who_had_it_before(visitor):
    first = visitor(width=390)
    first.open("/account/login/").evaluate(LEFT)
    assert first.page.evaluate(FOUND) != [0, 0, False, [], 0, None, "undefined", 390]
    window = first._window
    first.leave()
    second = visitor()
    assert second._window is window
    assert second.open("/account/login/").evaluate(FOUND) == [0, 0, False, [], 0, None, "undefined", 1280]
    second.context.set_offline(True)
    second.leave()
    third = visitor()
    assert third._window is not window, "somebody changed that one"
    assert visitor()._window is not third._window, "somebody has that one"


def test_a_barrier_is_found_from_outside_and_from_within(visitor):
    at = visitor()
    at.open("/account/login/").evaluate(BARRIER)
    (result,) = at.barriers()
    assert result.startswith("image-alt: <img src="), result
    at.page.route("**/apart/", lambda route: route.fulfill(content_type="text/html", body="<img src=''>"))
    at.open("/apart/")  # without the policy of the site's own pages: nobody reaches into it
    assert any(barrier.startswith("image-alt: <img src=") for barrier in at.barriers())


ALIKE = "() => document.querySelector('nav.areas').getBoundingClientRect().width"
LEFT_OUT = """() => { let all = []; const run = axe.run; axe.run = (context, options) => { all.push(context.exclude.length); return run(context, options); };
    globalThis.left_out = all; }"""
CHANGED = {
    "an attribute": "() => document.querySelector('nav.areas a').setAttribute('aria-labelledby', 'nobody')",
    "a style": "() => { document.querySelector('header.top').style.height = '9em'; }",
    "the page's own": "() => document.body.classList.add('other')",
    "a sheet": "() => document.styleSheets[0].insertRule('.top a { color: gray }')",
}


def test_the_frame_is_judged_once_for_each_that_there_is(visitor):
    """Where it is the very same in the same place, and again as soon as anything about it is another."""
    at = visitor("alice", new=True)
    at.open("/parties/")
    assert at.page.evaluate(ALIKE) > 0
    assert at.barriers() == []
    judge = at._window.judge.page
    judge.evaluate(LEFT_OUT)
    at.open("/parties/?other=1")
    assert at.barriers() == []
    assert judge.evaluate("left_out.pop()") == 2
    for what, change in CHANGED.items():
        at.open("/parties/")
        at.page.evaluate(change)
        at.barriers()
        assert judge.evaluate("left_out.pop()") < 2, what
    at.open("/parties/")
    at.page.evaluate(
        "() => document.querySelector('header.top').insertAdjacentHTML('beforeend', '<img src=\"\">')"
    )
    (result,) = at.barriers()
    assert result.startswith("image-alt: <img src="), result
    (again,) = at.barriers()
    assert again == result, "what was found is found again"


PLANTED = {
    "pale words": "<p data-style='color: #bbb; background: #fff'>Pale</p>",
    "pale words on a ground of their own": "<div data-style='background: #444'><p data-style='color: #333'>Dark</p></div>",
    "words of a part that is half there": "<div data-style='opacity: .3'><p>Half there</p></div>",
    "words beside their ground": "<div data-style='background: #000; color: #eee; width: 20px'><p data-style='width: 90px; margin-inline-start: 90px'>White</p></div>",
    "small things to press": "<p data-style='display: flex'><button data-style='all: unset; width: 9px; height: 9px'>a</button>"
    "<button data-style='all: unset; width: 9px; height: 9px'>b</button></p>",
    "one thing to press upon another": "<p data-style='display: flex'><button data-style='all: unset; width: 30px; height: 30px'>a</button>"
    "<button data-style='all: unset; width: 30px; height: 30px; margin-left: -20px'>b</button></p>",
}


GOOD = "<div data-style='background: #000; color: #eee'><p>White</p></div>"
PLANT = """said => {
    document.querySelector("main").insertAdjacentHTML("afterbegin", said);
    for (const one of document.querySelectorAll("[data-style]")) one.style.cssText = one.dataset.style;
}"""


def test_what_is_spared_finds_the_same_as_axe_core_does_alone(visitor):
    """Colours and sizes that were found good before are not asked for again, and what is wrong is found with the very same words."""
    at = visitor("alice", new=True)
    at.open("/parties/new/")
    assert at.barriers() == []
    at.open("/parties/")
    assert at.barriers() == []
    at.page.evaluate(PLANT, GOOD)
    assert at.barriers() == []
    judge, first = at._window.judge.page, "axe.asked.colours"
    assert judge.evaluate(first) > 0
    at.open("/parties/new/")
    assert at.barriers() == []
    assert judge.evaluate(first) == 0
    assert judge.evaluate("axe.asked.sizes") == 0
    for what, planted in PLANTED.items():
        at.open("/parties/new/")
        at.page.evaluate(PLANT, planted)
        barriers = at.barriers()
        at.page.evaluate(LOADED)
        assert barriers, what
        assert barriers == at.page.evaluate(JUDGED, [None, RULES]), what
