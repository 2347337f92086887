const REFRESH_MILLIS = 1000;
const ASK_MANY = 20;

const byId = (id) => document.getElementById(id);
const tally = new Map();
const names = new Map();

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) {
    node.className = className;
  }
  if (text !== undefined) {
    node.textContent = text;
  }
  return node;
}

/* Each question wants a connection of its own: a kept connection stays with its worker. */
async function ask() {
  try {
    const response = await fetch('whoami?close=true', { cache: 'no-store' });
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    const answer = await response.json();
    showAnswer(answer);
    tally.set(answer.index, (tally.get(answer.index) ?? 0) + 1);
    showTally();
  }
  catch {
    byId('who').textContent = 'No answer';
  }
}

async function askTimes(times) {
  const buttons = [byId('ask'), byId('ask-many')];
  buttons.forEach((button) => { button.setAttribute('aria-disabled', 'true'); });
  for (let i = 0; i < times; i++) {
    await ask();
  }
  buttons.forEach((button) => { button.removeAttribute('aria-disabled'); });
}

function askWhenIdle(times) {
  return (event) => {
    if (!event.currentTarget.hasAttribute('aria-disabled')) {
      askTimes(times);
    }
  };
}

function showAnswer(answer) {
  byId('who').textContent = `Worker ${answer.index}`;
  byId('who-pid').textContent = answer.pid;
  byId('who-generation').textContent = answer.generation;
  byId('who-thread').textContent = answer.thread;
}

function showTally() {
  const total = [...tally.values()].reduce((sum, times) => sum + times, 0);
  const most = Math.max(...tally.values());
  byId('tally').replaceChildren(...[...tally].sort(([a], [b]) => a - b).map(([index, times]) => {
    const row = element('li');
    const bar = element('span', 'bar');
    const fill = element('span');
    fill.style.width = `${(100 * times) / most}%`;
    bar.setAttribute('aria-hidden', 'true');
    bar.append(fill);
    row.append(element('span', '', `Worker ${index}`), bar, element('span', 'times', times));
    return row;
  }));
  byId('tally-total').textContent = (total === 1)
    ? 'One answer so far.' : `${total} answers, each on a connection of its own.`;
}

async function refreshCluster() {
  try {
    const response = await fetch('actuator/cluster', { cache: 'no-store', headers: { Accept: 'application/json' } });
    if (response.status === 404) {
      showNotice('PLAIN', 'Single process', 'This application runs as a single process, so there is no cluster to show.');
    }
    else if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    else {
      showCluster(await response.json());
    }
  }
  catch {
    showNotice('UNREACHABLE', 'Unreachable', 'No worker answers. Trying again each second.');
  }
}

async function keepRefreshing() {
  if (!document.hidden) {
    await refreshCluster();
  }
  setTimeout(keepRefreshing, REFRESH_MILLIS);
}

function showState(state, text) {
  const node = byId('cluster-state');
  node.dataset.state = state;
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

function showNotice(state, stateText, text) {
  showState(state, stateText);
  byId('cluster-table').hidden = true;
  byId('cluster-notice').hidden = false;
  byId('cluster-notice').textContent = text;
  byId('cluster-summary').textContent = '';
}

function showCluster(cluster) {
  showState(cluster.state, capitalized(cluster.state));
  byId('cluster-notice').hidden = true;
  byId('cluster-table').hidden = false;
  byId('cluster-summary').textContent = [
    `generation ${cluster.generation}`,
    `${cluster.workers.length} of ${cluster.wanted} workers`,
    cluster.master ? `master pid ${cluster.master.pid}` : null,
  ].filter(Boolean).join(' · ');
  const spares = cluster.spares ?? [];
  byId('workers').replaceChildren(...cluster.workers.map((worker) => workerRow(worker, '')),
    ...spares.map((worker) => workerRow(worker, 'spare')));
}

function workerRow(worker, className) {
  const row = element('tr', className);
  const index = element('th', '', [shown(worker.index), className].join(' '));
  index.scope = 'row';
  const state = element('td', 'worker-state', shown(worker.state, capitalized));
  state.dataset.state = worker.state;
  row.append(index,
    element('td', 'number', shown(worker.pid)),
    element('td', 'number', shown(worker.generation)),
    state,
    element('td', 'number', shown(worker.startedAt, uptime)),
    element('td', 'number', shown(worker.restarts)),
    element('td', 'number', shown(worker.requests, (requests) => requests.toLocaleString('en'))),
    element('td', 'number', shown(worker.busyThreads)),
    element('td', 'number', shown(worker.rss, (bytes) => `${Math.round(bytes / 1048576)} MB`)),
    element('td', 'number', shown(worker.cpu, (share) => `${Math.round(share * 100)} %`)));
  return row;
}

/* What is not known is missing or negative. */
function shown(value, format = String) {
  return (value === undefined || value === null || value < 0) ? '–' : format(value);
}

function capitalized(word) {
  return word.charAt(0) + word.slice(1).toLowerCase();
}

function uptime(startedAt) {
  const seconds = Math.max(0, Math.floor((Date.now() - new Date(startedAt).getTime()) / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days > 0) {
    return `${days} d ${hours} h`;
  }
  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }
  return (minutes > 0) ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

async function showProducts() {
  try {
    const response = await fetch('products');
    const products = await response.json();
    const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
    byId('products').replaceChildren(...products.map((product) => {
      const item = element('li');
      const add = element('button', 'quiet', 'Add to cart');
      add.type = 'button';
      add.dataset.product = product.id;
      add.addEventListener('click', () => changeCart(`cart/${product.id}`, 'POST'));
      names.set(product.id, product.name);
      item.append(element('h3', '', product.name), element('span', 'price', euros.format(product.price)),
        element('p', 'muted', product.description), add);
      return item;
    }));
    byId('products-origin').textContent = `listed by worker ${response.headers.get('X-Worker')}, from a cache that all share`;
  }
  catch {
    byId('products-origin').textContent = 'No worker answers. Reload the page to try again.';
  }
}

/* The token comes in a cookie with every answer about cart and account. */
function withToken(method, body) {
  const cookie = document.cookie.split('; ').find((entry) => entry.startsWith('XSRF-TOKEN='));
  const headers = cookie ? { 'X-XSRF-TOKEN': decodeURIComponent(cookie.substring('XSRF-TOKEN='.length)) } : {};
  return { method, body, headers, cache: 'no-store' };
}

async function showCart() {
  await changeCart('cart', 'GET');
}

async function changeCart(url, method) {
  try {
    const response = await fetch(url, withToken(method));
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    const cart = (response.status === 204) ? {} : await response.json();
    const items = Object.entries(cart).sort(([a], [b]) => a.localeCompare(b));
    byId('cart').replaceChildren(...items.map(([id, quantity]) => {
      const item = element('li', '', `${quantity} × ${names.get(id) ?? id}`);
      item.dataset.product = id;
      item.dataset.quantity = quantity;
      return item;
    }));
    byId('cart-empty').hidden = items.length > 0;
    byId('empty-cart').hidden = items.length === 0;
    byId('cart-origin').textContent = `from your session, read by worker ${response.headers.get('X-Worker')}`;
  }
  catch {
    byId('cart-origin').textContent = 'The cart cannot be reached. Try again.';
  }
}

async function showAccount() {
  const response = await fetch('account', { cache: 'no-store' });
  const account = response.ok ? await response.json() : null;
  byId('login-form').hidden = account !== null;
  byId('account').hidden = account === null;
  byId('account-name').textContent = account?.name ?? '';
}

async function logIn(event) {
  event.preventDefault();
  byId('login-problem').textContent = '';
  const form = new FormData(byId('login-form'));
  try {
    const response = await fetch('login', withToken('POST', new URLSearchParams(form)));
    byId('login-problem').textContent = response.ok ? '' : 'User or password is wrong.';
    byId('login-password').value = '';
    await showAccount();
  }
  catch {
    byId('login-problem').textContent = 'No worker answers. Try again.';
  }
}

async function logOut() {
  await fetch('logout', withToken('POST'));
  await showAccount();
  await showCart();
}

byId('login-form').addEventListener('submit', logIn);
byId('logout').addEventListener('click', logOut);
byId('empty-cart').addEventListener('click', () => changeCart('cart', 'DELETE'));
byId('ask').addEventListener('click', askWhenIdle(1));
byId('ask-many').addEventListener('click', askWhenIdle(ASK_MANY));
ask();
showProducts().then(showCart).then(showAccount);
keepRefreshing();
