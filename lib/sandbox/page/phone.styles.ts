/** The phones: a card as the National Bank's guideline has it, on a screen. */
export const PHONE_STYLES = `
.phones {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(17.5rem, 1fr)); gap: 2.25rem 1.75rem;
  margin: 0; padding: 0; list-style: none;
}
.phone { width: 17.5rem; margin: 0 auto; animation: arrive .45s cubic-bezier(.2, .9, .3, 1.1); }
.screen {
  position: relative; display: flex; flex-direction: column; height: 33.5rem; padding: .7rem 1.1rem 1.15rem;
  border: .55rem solid #0e0d0c; border-radius: 2.9rem; background: linear-gradient(#fbe9e7, #f7f5f2 55%);
  color: #1d1a17; overflow: hidden;
  box-shadow: 0 0 0 1px #3b3733, 0 26px 50px -18px rgb(var(--shadow) / .45), 0 4px 10px rgb(var(--shadow) / .12);
  transition: background-color .4s;
}
.bar { display: flex; align-items: center; justify-content: space-between; height: 1.5rem; margin-bottom: .8rem; padding: 0 .5rem; font-size: .75rem; font-weight: 700; }
.bar span { width: 3.6rem; }
.island { width: 4.4rem; height: 1.25rem; border-radius: 1rem; background: #0e0d0c; }
.radio { display: flex; gap: 2px; align-items: flex-end; justify-content: flex-end; }
.radio i { width: 4px; height: 5px; border-radius: 1px; background: currentColor; }
.radio i:nth-child(2) { height: 8px; }
.radio i:nth-child(3) { height: 11px; }
.card { border-radius: 1rem; background: #fff; overflow: hidden; box-shadow: 0 6px 20px rgb(60 20 10 / .13); transition: opacity .3s; }
.head {
  height: 2.5rem; display: grid; place-items: center; color: #fff; font-size: 1.02rem; letter-spacing: .09em;
  background: linear-gradient(225deg, #fff 1.05rem, #e1232e 1.1rem);
}
.who { display: grid; gap: 0; padding: .7rem 1.15rem .6rem; border-bottom: 2px dashed #ddd6cd; }
.merchant { font-size: .84rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.amount { font-size: 1.75rem; line-height: 1.15; letter-spacing: -.02em; font-variant-numeric: tabular-nums; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.amount small { font-size: .8rem; font-weight: 500; letter-spacing: 0; }
.code { position: relative; display: grid; place-items: center; padding: .7rem 0 .8rem; }
.qr { display: block; width: 13rem; height: 13rem; transition: filter .4s, opacity .4s; }
.badge {
  position: absolute; display: grid; place-items: center; width: 1.9rem; height: 1.9rem; border: 3px solid #fff; border-radius: 50%;
  background: #1d1a17; color: #fff; font: 700 1rem/1 system-ui, "Noto Sans Khmer", sans-serif;
}
.over { position: absolute; display: none; padding: .35rem 1rem; border-radius: 2rem; background: #1d1a17; color: #fff; font-weight: 700; font-size: .95rem; }
.life { height: 4px; margin: .95rem .3rem 0; border-radius: 4px; background: #e3dbd2; overflow: hidden; }
.left { display: block; height: 100%; border-radius: inherit; background: #e1232e; transform-origin: left; transition: transform .5s linear; }
.state { margin: .4rem 0 auto; color: #6d655c; font-size: .82rem; text-align: center; font-variant-numeric: tabular-nums; }
.buttons { display: flex; gap: .5rem; }
.buttons button { border: 0; border-radius: .95rem; padding: .72rem .8rem; font-weight: 700; font-size: .95rem; cursor: pointer; transition: transform .1s, background-color .2s; }
.buttons button:active { transform: scale(.97); }
.buttons button:disabled { opacity: .6; cursor: progress; }
.pay { flex: 1; min-width: 0; background: #0a7f4f; color: #fff; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.pay:hover { background: #07693f; }
.expire { background: #e9e2d9; color: #4a433b; }
.expire:hover { background: #ddd4c8; }
.done {
  position: absolute; inset: 2.6rem 0 5rem; display: none; flex-direction: column; align-items: center; justify-content: center;
  padding: 0 1rem; text-align: center; color: #fff;
}
.done p { margin: 0; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.done-title { margin-top: 1.1rem !important; font-size: 1.05rem; font-weight: 700; opacity: .9; }
.done-amount { font-size: 2.05rem; font-weight: 800; line-height: 1.2; letter-spacing: -.025em; font-variant-numeric: tabular-nums; }
.done-who { font-weight: 600; }
.done-time { margin-top: .3rem !important; font-size: .8rem; opacity: .85; }
.tick { width: 6.2rem; fill: none; stroke: #fff; stroke-width: 6; stroke-linecap: round; stroke-linejoin: round; }
.tick circle { stroke-width: 4; opacity: .45; }
.tick path { stroke-dasharray: 64; animation: draw .55s .12s cubic-bezier(.3, .8, .4, 1) backwards; }
[data-status=PAID] .screen { background: radial-gradient(24rem 20rem at 50% 34%, #17a268, #0a7f4f 75%); color: #fff; }
[data-status=PAID] .done { display: flex; animation: arrive .4s; }
:is([data-status=PAID]) :is(.card, .life, .buttons) { visibility: hidden; opacity: 0; }
[data-status=PAID] .state { position: absolute; inset: auto 1rem 1.6rem; margin: 0; color: #fff; opacity: .9; }
[data-status=EXPIRED] .screen { background: #eae6e0; }
[data-status=EXPIRED] .head { background: linear-gradient(225deg, #fff 1.05rem, #8d857c 1.1rem); }
[data-status=EXPIRED] .qr { filter: blur(3px); opacity: .28; }
[data-status=EXPIRED] .over { display: block; }
[data-status=EXPIRED] :is(.badge, .buttons, .life) { display: none; }
[data-status=EXPIRED] .card { margin-top: auto; }
[data-status=EXPIRED] .state { margin-top: .9rem; }
[data-status=EXPIRED] .amount { color: #8d857c; }
.facts { margin: .9rem .8rem 0; font-size: .78rem; color: var(--soft); }
.facts div { display: flex; gap: .6rem; justify-content: space-between; padding: .12rem 0; }
.facts dt { flex: none; font-weight: 700; }
.facts dd { margin: 0; min-width: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.md5 { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .72rem; }
@keyframes arrive { from { opacity: 0; transform: translateY(14px) scale(.97); } }
@keyframes draw { from { stroke-dashoffset: 64; } }
`;
