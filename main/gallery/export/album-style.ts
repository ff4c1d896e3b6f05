/** How an album looks, light and dark. In the page itself, whose policy names its hash. */
export const albumStyle = `
:root { color-scheme: light dark; --paper: #f7f6f3; --card: #fff; --ink: #1d1c1a; --pale: #6b6760; --line: #e3e0d9; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #161514; --card: #201f1d; --ink: #f1efea; --pale: #a09b92; --line: #35322e; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', 'PingFang SC', 'Microsoft YaHei', sans-serif; }
a { color: inherit; }
a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
header, footer { display: flex; flex-wrap: wrap; align-items: baseline; gap: 8px 24px; max-width: 1400px; margin: 0 auto; padding: 32px 24px 16px; }
h1 { margin: 0; font-size: 24px; font-weight: 600; letter-spacing: -0.01em; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: 4px; }
nav > * { min-width: 28px; padding: 2px 8px; border-radius: 6px; text-align: center; text-decoration: none; color: var(--pale); }
nav > [aria-current] { background: var(--line); color: var(--ink); }
footer { padding: 16px 24px 40px; color: var(--pale); font-size: 13px; }
footer p { margin: 0; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 16px; max-width: 1400px; margin: 0 auto; padding: 8px 24px 24px; }
figure { margin: 0; overflow: hidden; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
figure a { display: block; aspect-ratio: 1; }
figure img { display: block; width: 100%; height: 100%; object-fit: cover; }
figcaption { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; margin: 10px 12px 12px; font-size: 13px; line-height: 1.45; height: 2.9em; overflow-wrap: anywhere; }
.viewer { position: fixed; inset: 0; display: none; background: var(--paper); overflow: auto; }
.viewer:target { display: grid; grid-template-columns: 1fr minmax(240px, 340px); }
.stage { display: flex; align-items: center; justify-content: center; gap: 12px; min-width: 0; min-height: 0; height: 100vh; padding: 24px; }
.stage > a:not(.step) { display: flex; flex: 1; min-width: 0; height: 100%; align-items: center; justify-content: center; }
.stage img { width: 100%; height: 100%; object-fit: contain; }
.step, .close { border: 1px solid var(--line); border-radius: 8px; background: var(--card); text-decoration: none; }
.step { flex: none; width: 40px; height: 56px; font-size: 26px; line-height: 52px; text-align: center; }
.close { display: inline-block; padding: 6px 14px; font-size: 14px; }
.about { padding: 24px; border-left: 1px solid var(--line); background: var(--card); overflow-wrap: anywhere; }
.prompt { margin: 20px 0; font-size: 16px; white-space: pre-wrap; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 16px; margin: 0; font-size: 14px; }
dt { color: var(--pale); white-space: nowrap; }
dd { margin: 0; }
@media (max-width: 800px) {
  .viewer:target { display: block; }
  .stage { height: 70vh; padding: 12px; }
  .about { border-left: 0; border-top: 1px solid var(--line); }
}
@media print {
  .viewer { display: none !important; }
  figure { break-inside: avoid; }
}
`;
