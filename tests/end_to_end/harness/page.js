// Finds elements by role and accessible name, as assistive technology would. Runs inside the page:
// arguments are the role, the name (null for any) and the element to look inside (null for the page).

const [role, name, within] = arguments;

// What has a role without saying so.
const ROLES = {
  button: 'button, summary, input[type=button], input[type=submit], input[type=reset]',
  cell: 'td',
  checkbox: 'input[type=checkbox]',
  columnheader: 'th:not([scope=row])',
  combobox: 'select:not([multiple])',
  contentinfo: 'footer',
  definition: 'dd',
  dialog: 'dialog',
  // No roles of ARIA, but tests need them.
  field: 'textarea, select, input:not([type=checkbox], [type=radio], [type=file], [type=button], [type=submit])',
  file: 'input[type=file]',
  form: 'form[aria-label], form[aria-labelledby]',
  group: 'fieldset, details',
  heading: 'h1, h2, h3, h4, h5, h6',
  link: 'a[href]',
  list: 'ul, ol',
  listitem: 'li',
  main: 'main',
  navigation: 'nav',
  option: 'option',
  radio: 'input[type=radio]',
  region: 'section[aria-label], section[aria-labelledby]',
  row: 'tr',
  rowheader: 'th[scope=row]',
  search: 'search',
  searchbox: 'input[type=search]',
  status: 'output',
  table: 'table',
  term: 'dt',
  textbox: 'textarea, input:not([type]), input[type=text], input[type=email], input[type=tel], input[type=url]',
};

const NAMED_BY_CONTENT = new Set([
  'button', 'cell', 'columnheader', 'heading', 'link', 'option', 'row', 'rowheader', 'tab',
]);

const tidy = (text) => text.replace(/\s+/g, ' ').trim();

const isShown = (element) => element.checkVisibility() && !element.closest('[aria-hidden=true]');

// The text that is read out: what is hidden for the eye only counts, what is hidden for all doesn't.
function contentOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return '';
  if (node.getAttribute('aria-hidden') === 'true' || getComputedStyle(node).display === 'none') return '';
  if (node.hasAttribute('aria-label')) return node.getAttribute('aria-label');
  if (node.tagName === 'IMG') return node.alt;
  if (['INPUT', 'SELECT', 'TEXTAREA'].includes(node.tagName)) return ''; // A field inside its own label.
  const text = Array.from(node.childNodes, contentOf).join('');
  return getComputedStyle(node).display.startsWith('inline') ? text : ` ${text} `;
}

function nameOf(element) {
  const labelledBy = element.getAttribute('aria-labelledby');
  if (labelledBy) {
    const labels = labelledBy.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean);
    return tidy(labels.map(contentOf).join(' '));
  }
  if (element.hasAttribute('aria-label')) return tidy(element.getAttribute('aria-label'));
  if (element.labels && element.labels.length) return tidy(Array.from(element.labels, contentOf).join(' '));
  const title = { FIELDSET: 'legend', TABLE: 'caption' }[element.tagName];
  const titled = title && element.querySelector(`:scope > ${title}`);
  if (titled) return tidy(contentOf(titled));
  if (NAMED_BY_CONTENT.has(role)) return tidy(contentOf(element));
  return tidy(element.title || element.placeholder || '');
}

const explicit = `[role="${role}"]`;
const implicit = (ROLES[role] || '').split(', ').filter(Boolean).map((part) => `${part}:not([role])`);
return Array.from((within || document).querySelectorAll([explicit, ...implicit].join(', ')))
  .filter(isShown)
  .map((element) => ({ element, name: nameOf(element) }))
  .filter((found) => name === null || found.name === name);
