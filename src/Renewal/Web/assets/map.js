// 改造一张图: communities by state on a canvas, loaded by what is in view. The page holds the same in words; this only draws it.
import OlMap from 'ol/Map.js';
import View from 'ol/View.js';
import Point from 'ol/geom/Point.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import TileLayer from 'ol/layer/Tile.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import XYZ from 'ol/source/XYZ.js';
import ScaleLine from 'ol/control/ScaleLine.js';
import { defaults as controls } from 'ol/control/defaults.js';
import { defaults as interactions } from 'ol/interaction/defaults.js';
import { transformExtent, fromLonLat } from 'ol/proj.js';
import { Circle, Fill, Icon, RegularShape, Stroke, Style, Text } from 'ol/style.js';

// Every state has a colour and a shape of its own.
const looks = {
  Inventory: { colour: '#6b788d', shape: 'ring' }, Reserve: { colour: '#4b6a9b', shape: 'square' }, Preparing: { colour: '#0b4fb8', shape: 'circle' },
  Delivering: { colour: '#b26200', shape: 'diamond' }, Stewarding: { colour: '#1a8a50', shape: 'triangle' }, Done: { colour: '#12603a', shape: 'star' },
  Deferred: { colour: '#7a8699', shape: 'cross' }, Excluded: { colour: '#7a8699', shape: 'cross' },
};
const font = getComputedStyle(document.documentElement).fontFamily;
const white = new Stroke({ color: '#fff', width: 1.6 });

function shape({ colour, shape }) {
  const fill = new Fill({ color: colour });
  switch (shape) {
    case 'ring': return new Circle({ radius: 5.5, fill: new Fill({ color: '#fff' }), stroke: new Stroke({ color: colour, width: 2.6 }) });
    case 'square': return new RegularShape({ points: 4, radius: 8, angle: Math.PI / 4, fill, stroke: white });
    case 'diamond': return new RegularShape({ points: 4, radius: 9, fill, stroke: white });
    case 'triangle': return new RegularShape({ points: 3, radius: 9, fill, stroke: white });
    case 'star': return new RegularShape({ points: 5, radius: 9.5, radius2: 4.5, fill, stroke: white });
    case 'cross': return new RegularShape({ points: 4, radius: 7, radius2: 0, angle: Math.PI / 4, stroke: new Stroke({ color: colour, width: 2.6 }) });
    default: return new Circle({ radius: 7, fill, stroke: white });
  }
}

const points = new Map();
function pointStyle(feature, resolution) {
  const state = feature.get('state');
  if (!points.has(state)) points.set(state, shape(looks[state] ?? looks.Inventory));
  return new Style({
    image: points.get(state),
    text: resolution > 9 ? undefined : new Text({ text: feature.get('name'), font: `600 13px ${font}`, offsetY: 17, fill: new Fill({ color: '#17212f' }), stroke: new Stroke({ color: '#fff', width: 3.5 }) }),
  });
}

// A cluster is a ring of its states with the number in it.
const rings = new Map();
function clusterStyle(feature) {
  const count = feature.get('count'), states = feature.get('states');
  const key = `${count}:${JSON.stringify(states)}`;
  if (!rings.has(key)) {
    if (rings.size > 2000) rings.clear();
    const radius = Math.round(13 + 5.2 * Math.log10(count)), scale = 2, size = (radius + 3) * 2 * scale;
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
    const g = canvas.getContext('2d');
    g.scale(scale, scale);
    g.translate(radius + 3, radius + 3);
    g.beginPath(); g.arc(0, 0, radius + 1.5, 0, 7); g.fillStyle = '#fff'; g.fill();
    let from = -Math.PI / 2;
    for (const [state, n] of Object.entries(states)) {
      const to = from + n / count * Math.PI * 2;
      g.beginPath(); g.arc(0, 0, radius - 2, from, to); g.lineWidth = 5; g.strokeStyle = (looks[state] ?? looks.Inventory).colour; g.stroke();
      from = to;
    }
    rings.set(key, new Style({
      image: new Icon({ img: canvas, size: [size, size], scale: 1 / scale }),
      text: new Text({ text: count > 9999 ? `${Math.round(count / 1000)}k` : String(count), font: `600 12.5px ${font}`, fill: new Fill({ color: '#17212f' }) }),
    }));
  }
  return rings.get(key);
}

export function start(root) {
  const words = JSON.parse(root.dataset.words);
  const canvas = root.querySelector('.map-canvas'), list = root.querySelector('[data-map-list]'), said = root.querySelector('[data-map-said]');
  canvas.hidden = false;
  const format = new GeoJSON({ featureProjection: 'EPSG:3857' });
  const communities = new VectorSource({ attributions: words.attribution });
  const layers = [];

  // 天地图 by configuration: WMTS tiles in the web projection (CGCS2000, here the same as WGS84).
  for (const layer of root.dataset.tianditu ? ['vec', 'cva'] : [])
    layers.push(new TileLayer({ source: new XYZ({ url: `https://t{0-7}.tianditu.gov.cn/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${root.dataset.tianditu}`, attributions: '天地图' }) }));
  layers.push(new VectorLayer({
    source: new VectorSource({ url: root.dataset.borders, format }), declutter: true,
    style: f => [new Style({
      fill: new Fill({ color: root.dataset.tianditu ? 'rgba(255,255,255,0)' : '#fbfcfe' }), stroke: new Stroke({ color: '#9db0cc', width: 1.2 }),
    }), new Style({
      // One name a county, also where it has several parts.
      geometry: new Point(fromLonLat(f.get('at'))),
      text: new Text({ text: f.get('name'), font: `500 13px ${font}`, fill: new Fill({ color: '#5a6b86' }), stroke: new Stroke({ color: '#fff', width: 3 }) }),
    })],
  }));
  layers.push(new VectorLayer({ source: communities, style: (f, r) => f.get('count') ? clusterStyle(f) : pointStyle(f, r), declutter: false, zIndex: 5 }));

  const view = new View({ center: fromLonLat([123.43, 41.8]), zoom: 10.4, minZoom: 6, maxZoom: 18 });
  const map = new OlMap({
    target: canvas, layers, view, keyboardEventTarget: canvas,
    controls: controls({ zoomOptions: { zoomInTipLabel: words.zoomIn, zoomOutTipLabel: words.zoomOut }, rotate: false, attributionOptions: { collapsible: false } }).extend([new ScaleLine()]),
    interactions: interactions({ altShiftDragRotate: false, pinchRotate: false }),
  });
  if (root.dataset.box) view.fit(transformExtent(root.dataset.box.split(',').map(Number), 'EPSG:4326', 'EPSG:3857'), { padding: [40, 40, 40, 40], maxZoom: 15 });

  let asked;
  async function load() {
    asked?.abort();
    asked = new AbortController();
    const box = transformExtent(view.calculateExtent(map.getSize()), 'EPSG:3857', 'EPSG:4326').map(n => n.toFixed(5)).join(',');
    const query = new URLSearchParams(location.search);
    query.set('bbox', box);
    query.set('zoom', String(Math.round(view.getZoom())));
    try {
      const answer = await fetch(`${root.dataset.src}?${query}`, { signal: asked.signal, headers: { accept: 'application/geo+json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      const data = await answer.json();
      communities.clear(true);
      communities.addFeatures(format.readFeatures(data));
      for (const count of root.querySelectorAll('[data-count]')) count.textContent = (data.counts[count.dataset.count] ?? 0).toLocaleString('en');
      said.textContent = words.inView.replace('{0}', data.total.toLocaleString('en'));
      tell(data);
      root.dataset.loaded = String(data.total);
    } catch (error) {
      if (error.name !== 'AbortError') said.textContent = words.failed;
    }
  }

  function tell(data) {
    list.replaceChildren(...data.features.filter(f => !f.properties.count).slice(0, 60).map(f => {
      const item = document.createElement('li'), link = document.createElement('a');
      link.href = f.properties.href;
      link.textContent = f.properties.name;
      item.append(link, ` ${f.properties.stateName}`);
      return item;
    }));
  }

  let card;
  function close() { card?.remove(); card = undefined; }
  function show(feature) {
    close();
    const p = feature.getProperties();
    card = document.createElement('div');
    card.className = `map-card state-${p.state}`;
    card.setAttribute('role', 'dialog');
    card.setAttribute('aria-label', p.name);
    const head = document.createElement('h3'), facts = document.createElement('dl'), go = document.createElement('a'), shut = document.createElement('button');
    head.textContent = p.name;
    facts.className = 'kv lines';
    for (const [label, value] of [[words.state, p.stateName], [words.place, p.place], [words.year, p.year], [words.homes, p.homes?.toLocaleString('en')]]) {
      const row = document.createElement('div'), dt = document.createElement('dt'), dd = document.createElement('dd');
      dt.textContent = label; dd.textContent = value ?? '—';
      row.append(dt, dd); facts.append(row);
    }
    go.className = 'btn primary wide'; go.href = p.href; go.textContent = words.open;
    shut.className = 'close'; shut.type = 'button'; shut.setAttribute('aria-label', words.close); shut.textContent = '×';
    shut.onclick = () => { close(); canvas.focus(); };
    card.append(head, facts, go, shut);
    canvas.append(card);
    shut.focus({ preventScroll: true });
  }

  map.on('click', event => {
    const feature = map.forEachFeatureAtPixel(event.pixel, f => f.get('count') || f.get('state') ? f : undefined, { hitTolerance: 6 });
    if (!feature) close();
    else if (feature.get('count')) view.animate({ center: feature.getGeometry().getCoordinates(), zoom: Math.min(view.getZoom() + 2, 18), duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 250 });
    else show(feature);
  });
  map.on('pointermove', event => {
    if (!event.dragging) canvas.style.cursor = map.hasFeatureAtPixel(event.pixel, { layerFilter: l => l.getZIndex() === 5, hitTolerance: 6 }) ? 'pointer' : '';
  });
  canvas.addEventListener('keydown', event => { if (event.key === 'Escape') close(); });
  map.on('moveend', load);
  root.map = map;
}
