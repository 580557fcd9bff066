/** Everything around the phones. */
export const PAGE_STYLES = `
:root {
  color-scheme: light dark;
  --paper: #f4f1ec; --glow: #fde3df; --panel: #ffffff; --edge: #e4ddd3; --ink: #1d1a17; --soft: #6d655c;
  --red: #e1232e; --green: #0a7f4f; --green-ink: #ffffff; --code: #f7f4ef; --shadow: 30 20 10;
  --apikhqr: #b4540a; --bakong-online: #1f63c4; --bakong: #a01c48; --amber: #9a6200;
  font: 16px/1.5 "Nunito Sans", ui-rounded, "Segoe UI", system-ui, -apple-system, "Noto Sans Khmer", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14120f; --glow: #3a1613; --panel: #1f1c18; --edge: #37322b; --ink: #f5f0e8; --soft: #aea498;
    --red: #ef4a50; --green: #31b37b; --green-ink: #04180e; --code: #171512; --shadow: 0 0 0;
    --apikhqr: #f0a35e; --bakong-online: #7fb2ff; --bakong: #f58bb0; --amber: #f0c060;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; min-height: 100vh; color: var(--ink);
  background: radial-gradient(60rem 30rem at 85% -12rem, var(--glow), transparent 70%) no-repeat, var(--paper);
}
button, input { font: inherit; color: inherit; }
:focus-visible { outline: 3px solid var(--bakong-online); outline-offset: 2px; }
.top {
  display: flex; align-items: center; gap: 1rem 2rem; flex-wrap: wrap;
  max-width: 82rem; margin: 0 auto; padding: 1.5rem 2rem 1rem;
}
.brand { display: flex; align-items: center; gap: .8rem; color: inherit; text-decoration: none; margin-right: auto; }
.brand b { display: block; font-size: 1.2rem; line-height: 1.2; letter-spacing: -.01em; }
.brand small { color: var(--soft); font-size: .85rem; }
.mark { width: 2.6rem; height: 2.6rem; fill: #fff; fill-rule: evenodd; }
.mark rect { fill: var(--red); }
.tally { display: flex; gap: 1.4rem; margin: 0; color: var(--soft); font-size: .9rem; }
.tally b { color: var(--ink); font-variant-numeric: tabular-nums; font-size: 1.05rem; }
.live {
  display: flex; align-items: center; gap: .5rem; margin: 0; padding: .3rem .8rem; border: 1px solid var(--edge);
  border-radius: 2rem; background: var(--panel); font-size: .85rem; font-weight: 600;
}
.live i { width: .55rem; height: .55rem; border-radius: 50%; background: var(--amber); }
.live[data-live=on] i { background: var(--green); animation: beat 2s infinite; }
.live[data-live=off] i { background: var(--red); }
main { max-width: 82rem; margin: 0 auto; padding: 0 2rem 4rem; }
.hello { display: none; }
.empty .hello { display: block; padding: 3.5rem 0 2rem; text-align: center; }
.hello h1 { margin: 0 0 .6rem; font-size: clamp(1.8rem, 4vw, 2.7rem); line-height: 1.15; letter-spacing: -.025em; text-wrap: balance; }
.hello p { max-width: 36rem; margin: 0 auto; color: var(--soft); font-size: 1.1rem; text-wrap: balance; }
.connect {
  margin: .5rem 0 1.75rem; border: 1px solid var(--edge); border-radius: 1.1rem; background: var(--panel);
  box-shadow: 0 1px 2px rgb(var(--shadow) / .05);
}
.connect summary { padding: .75rem 1.25rem; font-weight: 700; cursor: pointer; border-radius: 1.1rem; }
.connect[open] summary { border-bottom: 1px solid var(--edge); border-radius: 1.1rem 1.1rem 0 0; }
.services { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); margin: 0; padding: 0; list-style: none; }
.service { padding: 1.1rem 1.25rem; min-width: 0; }
.service + .service { border-left: 1px solid var(--edge); }
.service-name { display: block; font-weight: 700; }
.service-what { display: block; margin-bottom: .55rem; color: var(--soft); font-size: .88rem; }
.dot { display: inline-block; width: .6rem; height: .6rem; margin-right: .5rem; border-radius: 50%; background: currentColor; }
.dot.apikhqr, .channel.apikhqr { color: var(--apikhqr); }
.dot.bakong-online, .channel.bakong-online { color: var(--bakong-online); }
.dot.bakong, .channel.bakong { color: var(--bakong); }
.line { display: flex; align-items: center; gap: .5rem; margin: 0; }
code, pre { font: .82rem/1.55 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
.line > code, .curl pre, .scan input {
  flex: 1; min-width: 0; margin: 0; padding: .45rem .7rem; overflow-x: auto; white-space: pre;
  border: 1px solid var(--edge); border-radius: .6rem; background: var(--code);
}
.copy, .scan button {
  padding: .38rem .75rem; border: 1px solid var(--edge); border-radius: .6rem; background: var(--panel);
  font-size: .82rem; font-weight: 600; cursor: pointer;
}
.copy:hover, .scan button:hover { border-color: var(--soft); }
.try { display: grid; gap: .6rem; padding: 1.1rem 1.25rem; border-top: 1px solid var(--edge); }
.key span { min-width: 7.5rem; color: var(--soft); font-size: .88rem; }
.key code { flex: 0 1 auto; }
.curl { align-items: start; }
.scan { padding: 1rem 1.25rem 1.2rem; border-top: 1px solid var(--edge); }
.scan label { display: block; margin-bottom: .4rem; color: var(--soft); font-size: .88rem; }
.mood {
  margin: 0 0 1.5rem; padding: .6rem 1rem; border: 1px solid; border-radius: .8rem; color: var(--amber);
  font-size: .9rem; font-weight: 600;
}
.toast {
  position: fixed; inset: auto 1rem 1.5rem; z-index: 9; width: fit-content; max-width: 36rem; margin: 0 auto; padding: .75rem 1.2rem;
  border-radius: .9rem; background: var(--ink); color: var(--paper); box-shadow: 0 12px 40px rgb(var(--shadow) / .3);
}
@keyframes beat { 50% { box-shadow: 0 0 0 .3rem color-mix(in srgb, var(--green) 25%, transparent); } }
@media (max-width: 48rem) {
  .top, main { padding-inline: 1rem; }
  .tally { order: 3; width: 100%; }
  .service + .service { border-left: 0; border-top: 1px solid var(--edge); }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`;
