/**
 * An album's keys: the arrows step from picture to picture, Escape goes back to all of them, and the
 * focus goes along. Stepping leaves no trail for the browser's Back. In the page itself, whose
 * policy names its hash; where no script may run, the links do all of it.
 */
export const albumScript = `
const shown = () => document.querySelector('.viewer:target');
const keys = { ArrowLeft: 'previous', ArrowRight: 'next', Escape: 'close' };
let last = 'next';
addEventListener('keydown', (event) => {
  const kind = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey ? undefined : keys[event.key];
  const link = kind && shown()?.querySelector('a.' + kind);
  if (!link) return;
  event.preventDefault();
  link.click();
});
addEventListener('click', (event) => {
  const link = event.target.closest('a.previous, a.next, a.close');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  last = link.classList[0];
  location.replace(link.href);
});
const follow = () => {
  const viewer = shown();
  const link = viewer
    ? viewer.querySelector('a.' + last) ?? viewer.querySelector('a.close')
    : document.querySelector('figure:target a');
  link?.focus();
};
addEventListener('hashchange', follow);
follow();
`;
