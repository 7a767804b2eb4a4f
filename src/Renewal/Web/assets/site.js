// Small helps on top of pages that work without: nothing here is needed to get a task done.

const islands = { map: () => import('/lib/map.js') };

function wake() {
  for (const element of document.querySelectorAll('[data-island]:not([data-awake])')) {
    element.dataset.awake = '';
    islands[element.dataset.island]?.().then(m => m.start(element));
  }
  for (const form of document.querySelectorAll('form[data-keep]')) restore(form);
}

// A half-filled form survives a lost connection or a closed page on this device; passwords, files and hidden fields are never kept.
const kept = form => `keep:${location.pathname}:${form.dataset.keep}`;
const fields = form => [...form.elements].filter(e => e.name && !['password', 'file', 'hidden', 'submit', 'button'].includes(e.type) && !e.dataset.secret);

function restore(form) {
  let values;
  try { values = JSON.parse(sessionStorage.getItem(kept(form)) ?? 'null'); } catch { return; }
  if (!values) return;
  for (const e of fields(form)) {
    if (!(e.name in values)) continue;
    if (e.type === 'checkbox' || e.type === 'radio') e.checked = values[e.name].includes(e.value);
    else if (!e.value) e.value = values[e.name][0] ?? '';
  }
}

document.addEventListener('input', event => {
  const form = event.target.form;
  if (!form?.dataset.keep) return;
  const values = {};
  for (const e of fields(form)) if (!['checkbox', 'radio'].includes(e.type) || e.checked) (values[e.name] ??= []).push(e.value);
  try { sessionStorage.setItem(kept(form), JSON.stringify(values)); } catch { /* full or forbidden: then it is not kept */ }
});

document.addEventListener('submit', event => {
  if (event.target.dataset?.keep) sessionStorage.removeItem(kept(event.target));
});

document.addEventListener('change', event => {
  const box = event.target;
  if (box.matches?.('[data-pick-all]')) for (const one of box.form.querySelectorAll('.pick-one')) one.checked = box.checked;
  if (box.matches?.('[data-auto-submit]')) box.form.requestSubmit();
});

// Fast keying of paper: the figure before a choice takes it and goes on, Enter goes on, Backspace goes back, X says that the sheet cannot be read. Beside the
// table stands the scan of the sheet that is being typed.
document.addEventListener('keydown', event => {
  const at = event.target, table = at.closest?.('[data-keys]');
  if (!table || !at.matches('select') || event.ctrlKey || event.altKey || event.metaKey) return;
  const cells = [...table.querySelectorAll('select')], row = at.closest('tr');
  const go = to => (cells[to] ?? at.form.querySelector('button.primary')).focus();
  const here = cells.indexOf(at);
  if (/^[1-9]$/.test(event.key)) {
    const option = [...at.options].filter(o => o.value)[Number(event.key) - 1];
    if (!option) return;
    option.selected = !at.multiple || !option.selected;
    const signed = row.querySelector('[data-signed]');
    if (signed) signed.checked = true;
    if (!at.multiple) go(here + 1);
  } else if (event.key === 'Enter') go(here + 1);
  else if (event.key === 'Backspace') {
    at.selectedIndex = at.multiple ? -1 : 0;
    if (here > 0) go(here - 1);
  } else if (event.key.toLowerCase() === 'x' && row.querySelector('[data-spoiled]')) {
    const spoiled = row.querySelector('[data-spoiled]');
    spoiled.checked = !spoiled.checked;
    if (spoiled.checked) go(cells.findLastIndex(c => c.closest('tr') === row) + 1);
  } else return;
  event.preventDefault();
});
document.addEventListener('focusin', event => {
  const scan = event.target.closest?.('tr[data-scan]')?.dataset.scan, view = document.querySelector('[data-scan-view]');
  if (!scan || !view) return;
  if (view.getAttribute('src') !== scan) view.src = scan;
  view.hidden = false;
});

// Who signs out leaves nothing of the door kit (wwwroot/doors) on the device; what was not uploaded yet is told first.
document.addEventListener('submit', event => {
  if (event.target.getAttribute?.('action') !== '/sign-out') return;
  const waiting = Number(localStorage.getItem('doors.waiting') ?? 0);
  if (waiting > 0 && !confirm(`还有 ${waiting} 条入户登记没有上传，退出后会从这台设备上清除。仍要退出吗？`)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  indexedDB.deleteDatabase('doors');
  for (const key of ['doors.waiting', 'doors.companion']) localStorage.removeItem(key);
}, true);

// A menu closes when one looks elsewhere.
document.addEventListener('click', event => {
  for (const open of document.querySelectorAll('details.who[open], details.columns[open], details.confirm[open]'))
    if (!open.contains(event.target)) open.open = false;
});
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  const open = event.target.closest?.('details.who[open], details.columns[open], details.confirm[open]');
  if (open) { open.open = false; open.querySelector('summary').focus(); }
});

document.addEventListener('click', event => {
  if (event.target.closest?.('[data-print]')) window.print();
});

wake();
globalThis.Blazor?.addEventListener?.('enhancedload', wake);
