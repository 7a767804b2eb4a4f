// The door kit: the doors of a walk on the visitor's phone, with or without a network. What was recorded stays in the browser's own store until the server
// has said of each visit that it is in; a visit carries an id made here, so that sending it again counts once. Neither names nor choices are kept, and a
// telephone that was given at a door only until its visit is in.
'use strict';
(() => {
  const OUTCOMES = [['NotHome', '家中无人'], ['Met', '见到本人'], ['PaperLeft', '交付纸质票'], ['Refused', '拒绝'], ['Vacant', '长期空置'], ['Phoned', '打电话']];
  const BATCH = 50;
  const STALE = 7 * 24 * 3600e3;

  const $ = id => document.getElementById(id);
  const el = (tag, as = {}, ...inside) => {
    const e = Object.assign(document.createElement(tag), as);
    e.append(...inside);
    return e;
  };

  // ---------- what lies on the phone

  const opened = new Promise((ok, no) => {
    const open = indexedDB.open('doors', 1);
    open.onupgradeneeded = () => {
      open.result.createObjectStore('kits', { keyPath: 'community' });
      open.result.createObjectStore('visits', { keyPath: 'id' });
    };
    open.onsuccess = () => {
      // Signing out deletes the store: do not stand in its way.
      open.result.onversionchange = () => { open.result.close(); location.reload(); };
      ok(open.result);
    };
    open.onerror = () => no(open.error);
  });
  const within = async (store, act) => {
    const run = (await opened).transaction(store, 'readwrite', { durability: 'strict' });
    const asked = act(run.objectStore(store));
    return new Promise((ok, no) => {
      run.oncomplete = () => ok(asked.result);
      run.onabort = () => no(run.error);
    });
  };
  const all = store => within(store, s => s.getAll());
  const put = (store, value) => within(store, s => s.put(value));
  const drop = (store, key) => within(store, s => s.delete(key));

  // ---------- what is shown

  let me = null;           // who is signed in, as far as the server has said
  let net = '';            // what is known of the network
  let kits = [], visits = [];
  let here = null;         // community that is open
  let stair = '';          // stairwell that is open

  const mine = () => visits.filter(v => me && v.who === me.who);
  const stairOf = d => `${d.building} 号楼${d.stairwell ? ` ${d.stairwell} 单元` : ''}`;
  const open = d => d.asks.filter(a => !a.answered);
  const waitingAt = d => visits.filter(v => v.number === d.number && d.asks.some(a => a.consultation === v.consultation));
  const zh = outcome => OUTCOMES.find(o => o[0] === outcome)[1];
  const time = at => new Date(at).toLocaleString('zh-CN', { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' });

  function render() {
    // For the page that signs out (site.js): what would be lost.
    localStorage.setItem('doors.waiting', visits.length);
    $('net').textContent = net;
    $('waiting').textContent = visits.length ? `${visits.length} 条待上传` : '没有待上传的登记';
    $('send').hidden = visits.length === 0;
    $('list').hidden = here !== null;
    $('walk').hidden = here === null;
    here === null ? renderList() : renderWalk();
    renderKept();
  }

  function renderList() {
    const places = me ? me.communities : kits.map(k => ({ community: k.community, name: k.name, consultations: k.consultations.map(c => c.title), doors: null }));
    $('list').replaceChildren(...places.map(p => {
      const kit = kits.find(k => k.community === p.community);
      return el('div', { className: 'doors-card' }, el('h2', { textContent: p.name }), el('p', { className: 'muted', textContent: p.consultations.join('、') }),
        el('p', { textContent: [p.doors === null ? '' : `还有 ${p.doors} 个席位未参与`, kit ? `${time(kit.at)} 下载在手机` : '还没有下载'].filter(Boolean).join('，') }),
        el('div', { className: 'form-acts' }, el('button', { className: 'btn primary', textContent: kit ? '打开' : '下载到手机', onclick: () => enter(p.community) })));
    }));
    if (places.length === 0) $('list').append(el('p', { className: 'muted', textContent: me ? '您管辖的小区现在没有正在公示或收票的征询。' : '手机里还没有门户。有网络时登录平台，再打开这里下载。' }));
    if (!me && navigator.onLine) $('list').append(el('p', {}, el('a', { className: 'btn', href: '/sign-in?next=/doors/index.html', textContent: '登录' })));
  }

  function renderWalk() {
    const kit = kits.find(k => k.community === here);
    const stairs = [...new Set(kit.doors.map(stairOf))];
    if (!stairs.includes(stair)) stair = stairs[0];
    const floors = new Map();
    for (const d of kit.doors.filter(d => stairOf(d) === stair)) floors.set(d.floor, [...(floors.get(d.floor) ?? []), d]);
    const choose = el('select', { id: 'stair', onchange: e => { stair = e.target.value; render(); } },
      ...stairs.map(s => el('option', { value: s, selected: s === stair, textContent: `${s}（还有 ${kit.doors.filter(d => stairOf(d) === s && open(d).length).length} 户）` })));
    $('walk').replaceChildren(
      el('div', { className: 'doors-card' }, el('h2', { textContent: kit.name }),
        el('div', { className: 'field' }, el('label', { htmlFor: 'stair', textContent: '楼栋单元' }), choose),
        ...[...floors].sort((a, b) => (b[0] ?? 0) - (a[0] ?? 0)).map(([floor, doors]) =>
          el('div', { className: 'floor' }, el('span', { className: 'floor-no', textContent: floor === null ? '—' : `${floor}层` }), ...doors.map(flat))),
        el('div', { className: 'form-acts' }, el('button', { className: 'btn', textContent: '换小区', onclick: () => { here = null; render(); } }))));
  }

  function flat(d) {
    const left = open(d), calls = Math.max(0, ...left.map(a => a.calls)), here = waitingAt(d);
    const [look, word] = here.length ? ['mark', `待传：${zh(here.at(-1).outcome)}`] : left.length === 0 ? ['', '已参与'] : left.every(a => a.notReached) ? ['mark', '未遇'] : calls ? ['mark', `去过${calls}次`] : ['void', '未参与'];
    return el('button', { className: `flat ${look}`, onclick: () => ask(d) }, el('b', { textContent: d.number.split('-').at(-1) }), el('small', { textContent: word }));
  }

  function renderKept() {
    const wrong = visits.filter(v => v.refused), others = visits.length - mine().length;
    $('kept').replaceChildren();
    if (me && others) $('kept').append(el('p', { className: 'notice tone-amber', textContent: `有 ${others} 条是另一位工作人员在这部手机上登记的，须本人登录后上传。` }));
    if (wrong.length === 0) return;
    $('kept').append(el('div', { className: 'doors-card' }, el('h2', { textContent: '没有收下的登记' }), ...wrong.map(v =>
      el('div', { className: 'kept' }, el('p', {}, el('b', { textContent: `${v.number} ${zh(v.outcome)} ${time(v.at)}` }), el('br'), el('span', { className: 'tone-red', textContent: v.refused })),
        el('button', { className: 'btn small', textContent: '删除这条', onclick: async () => { await drop('visits', v.id); await reread(); } })))));
  }

  const reread = async () => {
    [kits, visits] = [await all('kits'), (await all('visits')).sort((a, b) => a.at.localeCompare(b.at))];
    if (here && !kits.some(k => k.community === here)) here = null;
    render();
  };

  // ---------- one door

  let at = null;

  function ask(door) {
    at = door;
    $('door-name').textContent = door.number;
    const titles = new Map(kits.find(k => k.community === here).consultations.map(c => [c.consultation, c.title]));
    const left = open(door).length ? open(door) : door.asks;
    $('asks').replaceChildren(...left.map(a => el('label', {}, el('input', { type: 'checkbox', name: 'ask', value: a.consultation, checked: true }), el('span', { textContent: titles.get(a.consultation) }))));
    $('visit').reset();
    for (const box of $('asks').querySelectorAll('input')) box.checked = true;
    $('companion').value = localStorage.getItem('doors.companion') ?? '';
    $('wrong').textContent = '';
    $('serial-field').hidden = $('phone-field').hidden = true;
    $('door').showModal();
  }

  async function save(event) {
    event.preventDefault();
    const outcome = $('visit').elements.outcome.value, asked = [...$('asks').querySelectorAll(':checked')].map(b => b.value);
    const [companion, serial] = [$('companion').value.trim(), $('serial').value.trim()];
    const phone = $('phone-field').hidden ? '' : $('phone').value.replace(/\D/g, '');
    $('wrong').textContent = !outcome ? '请选择情况。' : asked.length === 0 ? '请选择征询。' : outcome !== 'Phoned' && !companion ? '上门须两人，请填写同行人。'
      : $('phone').value.trim() && !$('phone-field').hidden && !/^\d{7,15}$/.test(phone) ? '电话号码不对，请核对。'
      : outcome === 'PaperLeft' && !serial ? '请填写交付的票号。' : outcome === 'PaperLeft' && asked.length > 1 ? '一张票只属于一次征询，请只选一次。' : '';
    if ($('wrong').textContent) return;
    localStorage.setItem('doors.companion', companion);
    const who = kits.find(k => k.community === here).who;
    // A telephone is of the home, not of one consultation: it goes with the first.
    for (const consultation of asked)
      await put('visits', { id: crypto.randomUUID(), who, consultation, number: at.number, outcome, at: new Date().toISOString(), companion, slipLeft: $('slip').checked, serial: outcome === 'PaperLeft' ? serial : null,
        ...(phone && consultation === asked[0] ? { phone, holder: $('holder').value } : {}) });
    $('door').close();
    await reread();
    if (navigator.onLine) send();
  }

  // ---------- to and from the server

  /// Who is signed in and where there is something to do; null without network or session, and then the page says which.
  async function session() {
    let answer;
    try { answer = await fetch('/api/v1/doors', { cache: 'no-store' }); } catch { me = null; net = '没有网络'; return null; }
    net = answer.ok ? '在线' : '未登录';
    me = answer.ok ? await answer.json() : null;
    // The next one on this phone takes doors of their own.
    if (me) for (const kit of kits.filter(k => k.who !== me.who)) await drop('kits', kit.community);
    return me;
  }

  async function fetchKit(community) {
    const answer = await fetch(`/api/v1/doors/${community}`, { cache: 'no-store' });
    if (answer.status === 404) await drop('kits', community);
    else if (answer.ok) await put('kits', { ...await answer.json(), who: me.who });
    else throw new Error();
  }

  async function enter(community) {
    try { if (await session()) await fetchKit(community); } catch { $('said').textContent = '没有下载到最新的门户，先用手机里的。'; }
    here = community;
    await reread();
  }

  let sending = false, again = false;

  async function send() {
    if (sending) {
      again = true;
      return;
    }
    [sending, again] = [true, false];
    $('send').disabled = true;
    $('said').textContent = '正在上传……';
    try {
      if (!await session()) throw new Error(net === '未登录' ? '登录已失效，登记都还在手机里，请重新登录后上传。' : '没有网络，登记都还在手机里，有网络时再上传。');
      const all = mine();
      let taken = 0;
      for (let i = 0; i < all.length; i += BATCH) {
        const batch = all.slice(i, i + BATCH);
        const answer = await fetch('/api/v1/doors/visits', {
          method: 'POST', headers: { 'Content-Type': 'application/json', RequestVerificationToken: me.token },
          body: JSON.stringify({ visits: batch.map(({ who, refused, ...visit }) => visit) }),
        });
        if (!answer.ok) throw new Error('没有传完，没传的还在手机里，请稍后再上传。');
        const said = new Map((await answer.json()).map(a => [a.id, a.refused]));
        for (const visit of batch) {
          if (!said.has(visit.id)) continue;
          if (said.get(visit.id) === null) { await drop('visits', visit.id); taken++; } else await put('visits', { ...visit, refused: said.get(visit.id) });
        }
      }
      for (const community of here ? [here] : []) await fetchKit(community);
      $('said').textContent = taken === all.length ? taken ? `${taken} 条已上传。` : '' : `${taken} 条已上传，${all.length - taken} 条没有收下，见下面的说明。`;
    } catch (wrong) {
      $('said').textContent = wrong instanceof TypeError || !wrong.message ? '网络中断，没传完的还在手机里。' : wrong.message;
    } finally {
      sending = false;
      $('send').disabled = false;
      await reread();
    }
    if (again) await send();
  }

  // ---------- begin

  $('outcomes').append(...OUTCOMES.map(([value, word]) => el('label', {}, el('input', { type: 'radio', name: 'outcome', value }), el('span', { textContent: word }))));
  $('outcomes').addEventListener('change', () => { 
    const outcome = $('visit').elements.outcome.value;
    $('serial-field').hidden = outcome !== 'PaperLeft';
    $('phone-field').hidden = !['Met', 'PaperLeft', 'Phoned'].includes(outcome);
  });
  $('visit').addEventListener('submit', save);
  $('cancel').addEventListener('click', () => $('door').close());
  $('send').addEventListener('click', send);
  addEventListener('online', () => send());
  addEventListener('offline', () => { net = '没有网络'; render(); });

  (async () => {
    navigator.serviceWorker?.register('sw.js');
    navigator.storage?.persist?.();
    for (const old of (await all('kits')).filter(k => Date.now() - Date.parse(k.at) > STALE)) await drop('kits', old.community);
    await reread();
    if (visits.length) await send();
    else { await session(); await reread(); }
  })();
})();
