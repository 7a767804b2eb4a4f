// Keeps the shell of the door kit for a walk without a network: five files without data. Doors and visits lie in IndexedDB (doors.js), never here.
'use strict';
const SHELL = ['/doors/index.html', '/doors/doors.js', '/doors/doors.css', '/app.css', '/favicon.svg'];
const PATIENCE = 4000; // ms: at a weak network a shell from yesterday beats a blank page

self.addEventListener('install', event => event.waitUntil(caches.open('doors').then(shell => shell.addAll(SHELL)).then(() => self.skipWaiting())));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method === 'GET' && SHELL.includes(pathname)) event.respondWith(newest(pathname));
});

// The newest that can be had: an update of the product reaches phones at their next visit, without a version of our own.
async function newest(path) {
  const shell = await caches.open('doors');
  const kept = await shell.match(path);
  const fresh = fetch(path, { cache: 'no-cache' }).then(async answer => {
    if (answer.ok && !answer.redirected) await shell.put(path, answer.clone());
    return answer.ok ? answer : kept ?? answer;
  });
  if (!kept) return fresh;
  return Promise.race([fresh.catch(() => kept), new Promise(ok => setTimeout(ok, PATIENCE, kept))]);
}
