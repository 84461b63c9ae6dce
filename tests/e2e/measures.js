// What the tests of access measure in the page. Each function returns what is wrong.

const shown = node => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
const nameOf = node => node.ariaLabel || node.labels?.[0]?.textContent || node.alt || node.textContent;

function rgba(colour) {
  const canvas = rgba.canvas ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}

const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));

// What is painted behind an element: the backgrounds of it and everything around it.
function behind(node) {
  const layers = [];
  for (let at = node; at; at = at.parentElement) layers.unshift(rgba(getComputedStyle(at).backgroundColor));
  return layers.reduce((under, top) => over(top, under), [255, 255, 255]);
}

function luminance(colour) {
  const linear = colour.map(c => c / 255).map(c => (c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4));
  return .2126 * linear[0] + .7152 * linear[1] + .0722 * linear[2];
}

// Elements whose own text has less than 4.5:1 (WCAG 2.2, 1.4.3), and how many were looked at.
function contrast() {
  const poor = [];
  let checked = 0;
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!own || !shown(node) || node.closest('.unseen, .skip, svg, .spoiler:not(.shown)')) continue;
    const back = behind(node);
    const front = over(rgba(getComputedStyle(node).color), back);
    const [high, low] = [luminance(front), luminance(back)].sort((a, b) => b - a);
    const ratio = (high + .05) / (low + .05);
    checked += 1;
    if (ratio < 4.5) poor.push(`${node.className || node.tagName} ${ratio.toFixed(2)} ${node.textContent.slice(0, 20)}`);
  }
  return { checked, poor };
}

// Elements that reach beyond the sides of the screen.
function sticksOut() {
  const wrong = [...document.querySelectorAll('body *')]
    .filter(node => shown(node) && !node.closest('pre, .unseen, .skip'))
    .filter(node => {
      const box = node.getBoundingClientRect();
      return box.right > innerWidth + .5 || box.left < -.5;
    })
    .map(node => node.className || node.tagName);
  const scroller = document.querySelector('#scroller');
  if (document.documentElement.scrollWidth > innerWidth) wrong.push('page');
  if (scroller.scrollWidth > scroller.clientWidth) wrong.push('scroller');
  return wrong;
}

// Controls too small for a thumb. Links inside text are exempt (WCAG 2.2, 2.5.8).
function small() {
  return [...document.querySelectorAll('button, .segment, a.file')]
    .filter(node => shown(node) && !node.matches('.command-link'))
    .map(node => [nameOf(node), node.getBoundingClientRect()])
    .filter(([, box]) => box.height < 44 || box.width < 44)
    .map(([name, box]) => `${name} ${box.width}×${box.height}`);
}

function unnamed() {
  return [...document.querySelectorAll('button, a, input, textarea, [role=button]')]
    .filter(node => shown(node) && !node.closest('[aria-hidden=true]') && !nameOf(node).trim())
    .map(node => node.outerHTML);
}

function focused() {
  const node = document.activeElement;
  const command = node.querySelector('.command-name');
  return command ? command.textContent : nameOf(node).trim();
}
