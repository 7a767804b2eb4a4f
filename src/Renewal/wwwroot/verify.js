// Checks a ballot's receipt from texts alone, as docs/verification.md tells it; no server, no library. A classic script: modules do not load from a folder.
'use strict';
(() => {
  const CHANNELS = ['Online', 'Paper', 'Assisted', 'StairwellList', 'Settlement', 'TenantOnline', 'TenantPaper'];
  const CHANNELS_ZH = { Online: '线上', Paper: '纸质', Assisted: '协助填写', StairwellList: '单元签名表', Settlement: '本人当面确认', TenantOnline: '承租人线上', TenantPaper: '承租人纸质' };
  const LEAF_LINES = 6;
  const LARGEST = 512 * 1024 * 1024;

  class Wrong extends Error {}
  const fail = text => { throw new Wrong(text); };

  // ---------- bytes and texts

  const utf8 = text => new TextEncoder().encode(text);
  const join = (...parts) => {
    const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const part of parts) { all.set(part, at); at += part.length; }
    return all;
  };
  const sha = async bytes => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
  const unhex = text => /^[0-9a-f]{64}$/.test(text) ? Uint8Array.from(text.match(/../g), h => parseInt(h, 16)) : fail('散列值不是 64 位小写十六进制');
  const text = bytes => {
    try { return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes); } catch { return fail('文件不是 UTF-8 文本'); }
  };
  const base64 = bytes => btoa(Array.from(bytes, b => String.fromCharCode(b)).join(''));
  // Only the one spelling of the bytes is taken: a changed letter is never overlooked.
  const unbase64 = given => {
    let bytes;
    try { bytes = Uint8Array.from(atob(given), c => c.charCodeAt(0)); } catch { fail('不是 base64 文字'); }
    return base64(bytes) === given ? bytes : fail('base64 文字不是规范写法');
  };
  const whole = given => /^(0|[1-9][0-9]*)$/.test(given) && Number.isSafeInteger(Number(given)) ? Number(given) : fail(`「${given}」不是规范的数字`);

  const fields = (given, header, names) => {
    const lines = given.split('\n');
    if (lines[0] !== header) fail(`第一行不是「${header}」`);
    if (lines.length !== names.length + 2 || lines[lines.length - 1] !== '') fail(`「${header}」的行数不对`);
    return Object.fromEntries(names.map((name, i) => lines[i + 1].startsWith(name + '=') ? [name, lines[i + 1].slice(name.length + 1)] : fail(`第 ${i + 2} 行应为「${name}=」`)));
  };
  const uuid = given => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(given) ? given : fail('征询编号不是规范写法');

  const leafOf = given => {
    const f = fields(given, 'renewal ballot v1', ['consultation', 'seat', 'ordinal', 'channel', 'commitment']);
    unhex(f.commitment);
    const leaf = { ...f, consultation: uuid(f.consultation), seat: whole(f.seat), ordinal: whole(f.ordinal) };
    return leaf.seat > 0 && leaf.ordinal > 0 && CHANNELS.includes(f.channel) ? leaf : fail('席位、票次或渠道不对');
  };
  const headOf = given => {
    const f = fields(given, 'renewal ballot log v1', ['consultation', 'size', 'root', 'at']);
    unhex(f.root);
    const at = new Date(f.at);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(f.at) || isNaN(at) || at.toISOString() !== f.at) fail('声明的时间不是规范写法');
    return { ...f, consultation: uuid(f.consultation), size: whole(f.size), at };
  };

  // ---------- tree (RFC 6962, RFC 9162)

  const leafHash = given => sha(join([0], utf8(given)));
  const nodeHash = (left, right) => sha(join([1], left, right));

  const rootOfPath = async (leaf, index, size, path) => {
    if (index < 0 || index >= size) return null;
    let at = index, last = size - 1, hash = await leafHash(leaf);
    const up = () => { at = Math.floor(at / 2); last = Math.floor(last / 2); };
    for (const beside of path) {
      if (last === 0) return null;
      if (at % 2 === 1 || at === last) {
        hash = await nodeHash(beside, hash);
        while (at % 2 === 0 && at !== 0) up();
      } else hash = await nodeHash(hash, beside);
      up();
    }
    return last === 0 ? hash : null;
  };

  const rootOfLeaves = async leaves => {
    let level = await Promise.all(leaves.map(leafHash));
    if (level.length === 0) return sha(new Uint8Array(0));
    while (level.length > 1) {
      const pairs = [];
      for (let i = 0; i < level.length; i += 2) pairs.push(i + 1 < level.length ? nodeHash(level[i], level[i + 1]) : level[i]);
      level = await Promise.all(pairs);
    }
    return level[0];
  };

  // ---------- receipts

  const keysAre = (value, names) => value !== null && typeof value === 'object' && Object.keys(value).sort().join() === names;
  const signedText = v => keysAre(v, 'key,signature,text') && [v.key, v.signature, v.text].every(s => typeof s === 'string');

  const receiptOf = async given => {
    const t = given.trim();
    if (t === '') fail('还没有给出回执');
    if (t.startsWith('RV1.')) return compactOf(t);
    let r;
    try { r = JSON.parse(t); } catch { fail('读不出来：既不是 RV1. 开头的文字，也不是完整的回执文件'); }
    const good = keysAre(r, 'format,head,index,leaf,path') && r.format === 'renewal receipt v1' && typeof r.leaf === 'string' && Number.isSafeInteger(r.index)
      && Array.isArray(r.path) && r.path.every(h => typeof h === 'string') && signedText(r.head);
    return good ? r : fail('不是「renewal receipt v1」格式的回执');
  };

  const compactOf = async given => {
    const letters = given.slice(4).replace(/-/g, '+').replace(/_/g, '/');
    if (!/^[A-Za-z0-9_-]*$/.test(given.slice(4))) fail('回执文字里有多余的字符，可能没有复制完整');
    let bytes;
    try { bytes = unbase64(letters + '='.repeat((4 - letters.length % 4) % 4)); } catch { fail('回执文字不完整，或被改动过'); }
    let at = 0;
    const take = n => at + n <= bytes.length ? bytes.subarray(at, at += n) : fail('回执文字不完整');
    const number = () => {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const next = take(1)[0];
        value += (next & 0x7f) * scale;
        if (!Number.isSafeInteger(value)) fail('回执中的数字过大');
        if (next < 0x80) return next === 0 && scale > 1 ? fail('回执中的数字不是规范写法') : value;
      }
    };
    const consultation = hex(take(16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    const [seat, ordinal, channel] = [number(), number(), CHANNELS[take(1)[0]] ?? fail('回执中的渠道不认识')];
    const leaf = `renewal ballot v1\nconsultation=${consultation}\nseat=${seat}\nordinal=${ordinal}\nchannel=${channel}\ncommitment=${hex(take(32))}\n`;
    const [index, size, when] = [number(), number(), new Date(number())];
    const path = Array.from({ length: take(1)[0] }, () => hex(take(32)));
    const [key, signature] = [hex(take(32)), base64(bytes.subarray(at))];
    const root = await rootOfPath(leaf, index, size, path.map(unhex)) ?? fail('回执里的路径和位置对不上：被改动过，或没有复制完整');
    if (isNaN(when)) fail('回执中的时间不对');
    return { leaf, index, path, head: { text: `renewal ballot log v1\nconsultation=${consultation}\nsize=${size}\nroot=${hex(root)}\nat=${when.toISOString()}\n`, signature, key } };
  };

  // ---------- key and signature

  const keyOf = async pem => {
    if (pem.trim() === '') fail('还没有给出公钥，无法判断签名是谁的');
    const body = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/.exec(pem.trim()) ?? fail('不是 PEM 格式的公钥');
    const der = unbase64(body[1].replace(/\s/g, ''));
    try { return { id: hex(await sha(der)), key: await crypto.subtle.importKey('spki', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']) }; }
    catch { return fail('不是 P-256 曲线上的公钥'); }
  };

  // WebCrypto wants r ‖ s of 32 bytes each; signatures are written SEQUENCE { INTEGER r, INTEGER s }, in the one shortest way.
  const rawSignature = der => {
    let at = 2;
    const integer = () => {
      const length = der[at + 1];
      const value = der.subarray(at + 2, at + 2 + length);
      if (der[at] !== 2 || !(length >= 1 && length <= 33) || value.length !== length || value[0] >= 0x80 || length > 1 && value[0] === 0 && value[1] < 0x80) return null;
      at += 2 + length;
      const bare = value[0] === 0 ? value.subarray(1) : value;
      return bare.length > 32 ? null : join(new Uint8Array(32 - bare.length), bare);
    };
    if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
    const [r, s] = [integer(), integer()];
    return r && s && at === der.length ? join(r, s) : null;
  };

  const requireSigned = async (signed, office) => {
    if (signed.key !== office.id) fail(`是另一把密钥签的（指纹 ${signed.key}），不是您给的公钥（指纹 ${office.id}）`);
    const raw = (() => { try { return rawSignature(unbase64(signed.signature)); } catch { return null; } })();
    if (!raw || !await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, office.key, raw, utf8(signed.text))) fail('签名无效：内容或签名被改动过');
  };

  // ---------- public bundles

  const unzip = async bytes => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let end = bytes.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
    if (end < 0) fail('不是完好的 zip 文件');
    const files = new Map();
    try {
      let at = view.getUint32(end + 16, true);
      for (let left = view.getUint16(end + 10, true); left > 0; left--) {
        if (view.getUint32(at, true) !== 0x02014b50) fail('不是完好的 zip 文件');
        const [method, packed, size] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
        const [nameLength, extra, note, start] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true), view.getUint32(at + 42, true)];
        const name = text(bytes.subarray(at + 46, at + 46 + nameLength));
        const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
        if (size > LARGEST || files.has(name)) fail(`${name} 过大或重复`);
        files.set(name, { method, data: bytes.subarray(from, from + packed) });
        at += 46 + nameLength + extra + note;
      }
    } catch (e) { if (e instanceof RangeError) fail('不是完好的 zip 文件'); throw e; }
    return async name => {
      const file = files.get(name) ?? fail(`压缩包里没有 ${name}，不是公开核验包`);
      if (file.method === 0) return text(file.data);
      if (file.method !== 8 || !('DecompressionStream' in window)) fail('这个浏览器解不开压缩包，请解压后选择其中的 leaves.txt');
      try { return text(new Uint8Array(await new Response(new Blob([file.data]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer())); }
      catch (e) { return e instanceof Wrong ? fail(e.message) : fail(`${name} 解压不了，压缩包已损坏`); }
    };
  };

  // leaves.txt by itself, or in a public bundle, which also brings the signed head of the whole log.
  const ballotsOf = async bytes => {
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
      const file = await unzip(bytes);
      let head;
      try { head = JSON.parse(await file('head.json')); } catch (e) { if (e instanceof Wrong) throw e; }
      return { leaves: split(await file('leaves.txt')), head: signedText(head) ? head : fail('head.json 不是日志声明') };
    }
    return { leaves: split(text(bytes)) };
  };
  const split = given => {
    const lines = given.split('\n');
    if (lines.pop() !== '' || lines.length % LEAF_LINES !== 0) fail('清单的行数不是整张选票');
    return Array.from({ length: lines.length / LEAF_LINES }, (_, i) => lines.slice(i * LEAF_LINES, (i + 1) * LEAF_LINES).join('\n') + '\n');
  };

  // ---------- checks, in plain words

  const verify = async given => {
    const checks = [];
    let receipt, leaf, head, office;
    // A check that hangs on one that failed is said to be left out; it is never shown as good.
    const check = async (zh, en, needs, act) => {
      if (!needs) { checks.push({ zh, en }); return; }
      try { await act(); checks.push({ zh, en, good: true }); }
      catch (e) { if (!(e instanceof Wrong)) throw e; checks.push({ zh, en, good: false, wrong: e.message }); }
    };
    await check('回执读得出来', 'The receipt can be read', true, async () => { receipt = await receiptOf(given.receipt); });
    await check('公钥读得出来', 'The key can be read', true, async () => { office = await keyOf(given.key); });
    await check('选票凭据写法规范，没有多写少写', 'The ballot\'s entry is well formed', receipt, () => { leaf = leafOf(receipt.leaf); });
    await check('票箱声明写法规范，和选票是同一次征询', 'The log statement is well formed and of the same consultation', receipt, () => {
      head = headOf(receipt.head.text);
      if (leaf && leaf.consultation !== head.consultation) fail('选票和声明不是同一次征询的');
    });
    await check('票箱声明是用这把公钥的主人签的', 'The statement is signed by the holder of this key', receipt && office, () => requireSigned(receipt.head, office));
    await check('您的票在签过名的票箱里', 'Your ballot is in the signed log', leaf && head, async () => {
      const root = await rootOfPath(receipt.leaf, receipt.index, head.size, receipt.path.map(unhex));
      if (!root || hex(root) !== head.root) fail('从这张票算不出签过名的那个根：回执被改动过，或者票不在票箱里');
    });
    if (given.ballots) {
      let all;
      await check('选票清单读得出来', 'The list of ballots can be read', true, async () => {
        all = await ballotsOf(given.ballots);
        all.leaves.forEach((l, i) => { try { leafOf(l); } catch (e) { fail(`清单上第 ${i + 1} 张：${e.message}`); } });
      });
      await check('您的票在清单上，就在回执写的位置', 'Your ballot is on the list, at its place', all && leaf, () => {
        if (all.leaves[receipt.index] === receipt.leaf) return;
        const other = all.leaves.indexOf(receipt.leaf);
        fail(other < 0 ? '清单上没有您的票：清单不是这次征询的，或者您的票被拿走了' : `您的票在第 ${other + 1} 张，回执写的是第 ${receipt.index + 1} 张`);
      });
      await check('由清单算出的根和回执的声明一样：之前的票一张没换、一张没少', 'The list leads to the root your receipt was signed with', all && head, async () => {
        if (all.leaves.length < head.size) fail(`清单只有 ${all.leaves.length} 张，回执声明时票箱里已有 ${head.size} 张：有票被拿走，或清单不是这次征询的`);
        if (hex(await rootOfLeaves(all.leaves.slice(0, head.size))) !== head.root) fail('由清单算出的根和回执的声明不一样：有票被换过，或清单不是这次征询的');
      });
      if (!all || all.head) await check('整份清单和机关签署的最终声明一致', 'The whole list agrees with the last signed statement', all && office, async () => {
        await requireSigned(all.head, office);
        const last = headOf(all.head.text);
        if (last.size !== all.leaves.length || hex(await rootOfLeaves(all.leaves)) !== last.root) fail('由整份清单算出的根和最终声明不一样');
      });
    }
    return { checks, good: checks.every(c => c.good), receipt, leaf, head, office };
  };

  // ---------- page

  const $ = id => document.getElementById(id);
  const put = (parent, tag, words, more = {}) => parent.appendChild(Object.assign(document.createElement(tag), { textContent: words }, more));
  const plain = n => n.toLocaleString('zh-CN');

  const show = r => {
    const box = $('result');
    box.className = r.good ? 'good' : 'bad';
    $('verdict').textContent = r.good ? '核对通过：您的票在票箱里' : '没有通过';
    put($('verdict'), 'span', r.good ? ' Verified' : ' Not verified', { lang: 'en' });
    $('facts').replaceChildren();
    const fact = (zh, value) => { put($('facts'), 'dt', zh); put($('facts'), 'dd', value); };
    if (r.good) {
      fact('席位', `名册第 ${plain(r.leaf.seat)} 席`);
      fact('选票', `这个席位的第 ${plain(r.leaf.ordinal)} 张，${CHANNELS_ZH[r.leaf.channel]}`);
      fact('位置', `票箱里第 ${plain(r.receipt.index + 1)} 张；声明时共 ${plain(r.head.size)} 张`);
      fact('声明时间', r.head.at.toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false }) + '（北京时间）');
      fact('征询编号', r.leaf.consultation);
    }
    if (r.office) fact('公钥指纹（请与公告栏核对）', r.office.id.match(/.{8}/g).join(' '));
    $('checks').replaceChildren();
    for (const c of r.checks) {
      const left = c.good === undefined;
      const row = put($('checks'), 'li', c.zh + (left ? '（没有核对）' : c.good ? '' : '：不对'), { className: left ? 'left' : c.good ? 'good' : 'bad' });
      put(row, 'span', c.en + (left ? ' (not checked)' : c.good ? '' : ': no'), { lang: 'en' });
      if (c.wrong) put(row, 'em', c.wrong);
    }
    box.hidden = false;
    box.focus();
    box.scrollIntoView();
  };

  const bytesOf = async input => input.files.length > 0 ? new Uint8Array(await input.files[0].arrayBuffer()) : null;
  for (const name of ['receipt', 'key']) $(name + '-file').addEventListener('change', async e => {
    const bytes = await bytesOf(e.target);
    if (bytes) $(name).value = new TextDecoder().decode(bytes);
  });

  $('form').addEventListener('submit', async e => {
    e.preventDefault();
    const button = $('form').querySelector('[type=submit]');
    button.disabled = true;
    try { show(await verify({ receipt: $('receipt').value, key: $('key').value, ballots: await bytesOf($('leaves-file')) })); }
    finally { button.disabled = false; }
  });

  if (location.protocol.startsWith('http')) {
    $('fetch-row').hidden = false;
    $('fetch-key').addEventListener('click', async () => {
      const answer = await fetch('/c/key.pem').catch(() => null);
      $('key').value = answer?.ok ? await answer.text() : '';
      if (!answer?.ok) $('key').placeholder = '没有取到，请粘贴或选择公钥文件';
    });
  }
  if (!window.crypto?.subtle) $('unable').hidden = false;
})();
