/* The longest pause before another attempt to connect; the first one is made almost at once. */
const LONGEST_PAUSE_MILLIS = 10000;
const FIRST_PAUSE_MILLIS = 250;
const LINES_SHOWN = 200;

const byId = (id) => document.getElementById(id);

let failures = 0;

const client = new StompJs.Client({
  brokerURL: new URL('chat', document.baseURI).href.replace(/^http/, 'ws'),
  connectionTimeout: 5000,
  reconnectDelay: 1,
  beforeConnect: pause,
  onConnect: connected,
  onWebSocketClose: disconnected,
});

/* A random pause: those whose worker has ended do not all come back in the same moment. */
async function pause() {
  if (failures > 0) {
    const longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** (failures - 1));
    await new Promise((resolve) => { setTimeout(resolve, Math.random() * longest); });
  }
}

function connected() {
  failures = 0;
  client.subscribe('/topic/chat', (message) => showLine(JSON.parse(message.body)));
  client.subscribe('/app/worker', (message) => showWorker(JSON.parse(message.body)));
}

function disconnected() {
  failures++;
  showState('STARTING', 'Reconnecting…');
}

function showWorker(worker) {
  showState('ACTIVE', `Connected to worker ${worker.index}`);
  byId('chat-state').dataset.worker = worker.index;
  byId('chat-state').dataset.pid = worker.pid;
  byId('chat-state').title = `pid ${worker.pid}`;
}

function showState(state, text) {
  const node = byId('chat-state');
  node.dataset.state = state;
  node.textContent = text;
  byId('chat-send').disabled = state !== 'ACTIVE';
}

function showLine(line) {
  const lines = byId('chat-lines');
  const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 8;
  const item = document.createElement('li');
  const speaker = document.createElement('span');
  speaker.className = 'speaker';
  speaker.textContent = `${line.name} (worker ${line.worker}): `;
  item.append(speaker, line.text);
  lines.append(item);
  if (lines.childElementCount > LINES_SHOWN) {
    lines.firstElementChild.remove();
  }
  byId('chat-empty').hidden = true;
  if (atEnd) {
    lines.scrollTop = lines.scrollHeight;
  }
}

function say(event) {
  event.preventDefault();
  const text = byId('chat-text').value.trim();
  if (text && client.connected) {
    client.publish({
      destination: '/app/chat',
      body: JSON.stringify({ name: byId('chat-name').value.trim() || 'guest', text }),
      headers: { 'content-type': 'application/json' },
    });
    byId('chat-text').value = '';
  }
}

byId('chat-form').addEventListener('submit', say);
client.activate();
