package report

// htmlStyle is the page's look. It has no character that HTML would read as its own.
const htmlStyle markup = `
:root{--back:#fff;--card:#f6f7f9;--text:#1a1d21;--dim:#545b64;--line:#cfd4da;--red:#b3261e;--amber:#8a5300;--grey:#5a6270;--link:#0b57d0}
@media (prefers-color-scheme:dark){:root{--back:#14171a;--card:#1e2226;--text:#e8eaed;--dim:#a9b1ba;--line:#3c434b;--red:#ff8a80;--amber:#ffb74d;--grey:#aab3bf;--link:#8ab4f8}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:1rem;max-width:64rem;background:var(--back);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{font-size:1.1rem;margin:0 0 .25rem;overflow-wrap:anywhere}
h4{font-size:1rem;margin:1rem 0 .25rem}
p{margin:.5rem 0}
ul,ol{margin:.25rem 0;padding-left:1.4rem}
li{margin:.25rem 0}
a{color:var(--link)}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.dim{color:var(--dim)}
.numbers{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;padding:0}
.numbers li{background:var(--card);border-left:4px solid var(--grey);border-radius:4px;padding:.6rem .8rem;margin:0}
.numbers b{display:block;font-size:1.8rem;line-height:1.1}
.numbers .tip{border-color:var(--red)}
.numbers .past{border-color:var(--amber)}
.problems{border:2px solid var(--red);border-radius:4px;padding:0 1rem 1rem;margin-top:1.5rem}
.problems h2{border:0;margin-top:1rem}
.problems li{overflow-wrap:anywhere}
figure{margin:.5rem 0}
svg{display:block;overflow:visible}
svg text{fill:var(--text);font-size:13px}
svg .tick{fill:var(--dim);font-size:12px}
.grid{stroke:var(--line)}
.bar.tip{fill:var(--red)}
.bar.past{fill:var(--amber)}
.bar.loose{fill:var(--grey)}
.bar .arrow{fill:var(--back);font-size:12px}
.wide{overflow-x:auto}
.wide:focus-visible{outline:2px solid var(--link)}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line)}
tbody th{font-weight:400}
.keys tbody th code,.keys .day{white-space:nowrap}
svg tspan{unicode-bidi:isolate}
td,tbody th{min-width:4.5rem}
td:first-child{min-width:2rem}
.key{background:var(--card);border-left:4px solid var(--grey);border-radius:4px;padding:.8rem 1rem;margin:1rem 0}
.key.tip{border-color:var(--red)}
.key.past{border-color:var(--amber)}
.severity,.state{display:inline-block;border:1px solid currentColor;border-radius:3px;padding:0 .4rem;font-size:.85rem;white-space:nowrap}
.critical,.high,.state.tip{color:var(--red)}
.critical{font-weight:700}
.state.past{color:var(--amber)}
.low,.state.loose{color:var(--grey)}
dl{margin:.5rem 0}
dl div{display:grid;grid-template-columns:11rem 1fr;gap:.5rem;padding:.2rem 0}
dt{color:var(--dim)}
dd{margin:0;overflow-wrap:anywhere}
footer{color:var(--dim);font-size:.9rem;border-top:1px solid var(--line);margin-top:2rem}
@media (max-width:36rem){dl div{grid-template-columns:1fr;gap:0}body{padding:.75rem}.key{padding:.7rem}}
@media print{:root{--back:#fff;--card:#fff;--text:#000;--dim:#444;--line:#bbb;--red:#a3150e;--amber:#7a4800;--grey:#555;--link:#000}
body{max-width:none;padding:0;font-size:10pt}.key{border:1px solid var(--line);border-left-width:4px}
h2,h3,h4{break-after:avoid}tr,li,.numbers li,dl div{break-inside:avoid}.wide{overflow:visible}svg,.bar{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`
