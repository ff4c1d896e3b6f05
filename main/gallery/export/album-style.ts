/** How an album looks, light and dark. In the page itself, whose policy names its hash. */
export const albumStyle = `
:root { color-scheme: light dark; --paper: #f9f8f6; --raised: #fff; --ink: #1d1c1a; --pale: #67635c; --line: #dedad2; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #161412; --raised: #201e1b; --ink: #f1efea; --pale: #a8a39a; --line: #3a3732; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 Inter, system-ui, -apple-system, 'Segoe UI', Pretendard, 'Apple SD Gothic Neo', 'Malgun Gothic', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans', 'Noto Sans CJK KR', 'Noto Sans CJK SC', sans-serif; font-variant-numeric: tabular-nums; }
a { color: inherit; }
a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
header, main, footer { max-width: 1440px; margin: 0 auto; padding: 0 32px; }
header { padding-top: 48px; padding-bottom: 24px; }
h1 { margin: 0; font-size: 28px; font-weight: 600; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
.what { margin: 6px 0 0; color: var(--pale); font-size: 14px; }
nav { display: flex; flex-wrap: wrap; gap: 4px; margin: 16px 0 0 -8px; font-size: 14px; }
nav > * { min-width: 32px; padding: 4px 8px; border-radius: 6px; text-align: center; text-decoration: none; color: var(--pale); }
nav > a:hover { color: var(--ink); }
nav > [aria-current] { background: var(--line); color: var(--ink); }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 24px 16px; }
figure { margin: 0; min-width: 0; }
figure a { display: block; aspect-ratio: 1; background: var(--line); }
figure img { display: block; width: 100%; height: 100%; object-fit: cover; }
figcaption { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; margin-top: 8px; color: var(--pale); font-size: 13px; overflow-wrap: anywhere; }
footer { padding-top: 32px; padding-bottom: 48px; color: var(--pale); font-size: 13px; }
footer p { margin: 16px 0 0; }
body:has(.viewer:target) { overflow: hidden; }
body:has(.viewer:target) > :not(.viewer) { visibility: hidden; }
.viewer { position: fixed; inset: 0; display: none; overflow: auto; background: var(--paper); }
.viewer:target { display: grid; grid-template-columns: minmax(0, 1fr) minmax(280px, 340px); }
.stage { display: flex; height: 100vh; padding: 32px; }
.stage a { flex: 1; min-width: 0; }
.stage img { display: block; width: 100%; height: 100%; object-fit: contain; }
.about { min-height: 100vh; padding: 24px; border-inline-start: 1px solid var(--line); background: var(--raised); overflow-wrap: anywhere; }
.walk { display: flex; align-items: center; gap: 4px; }
.walk > a, .walk > .end { display: grid; place-items: center; width: 36px; height: 36px; border: 1px solid var(--line); border-radius: 6px; text-decoration: none; }
.walk > .end { opacity: 0.35; }
.walk > a:hover { border-color: var(--pale); }
.walk > .place { min-width: 72px; color: var(--pale); font-size: 14px; text-align: center; }
.walk > .close { margin-inline-start: auto; }
.walk svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
h2 { margin: 24px 0; font-size: 16px; font-weight: 450; line-height: 1.5; white-space: pre-wrap; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 16px; margin: 0; font-size: 14px; }
dt { color: var(--pale); white-space: nowrap; }
dd { margin: 0; }
@media (max-width: 720px) {
  header, main, footer { padding-inline: 16px; }
  header { padding-top: 32px; }
  main { grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); gap: 20px 12px; }
  .viewer:target { display: block; }
  .stage { height: auto; padding: 0; }
  .stage a { aspect-ratio: 1; }
  .about { min-height: 0; padding: 16px; border: 0; background: none; }
}
@media print {
  .viewer { display: none !important; }
  figure { break-inside: avoid; }
}
`;
