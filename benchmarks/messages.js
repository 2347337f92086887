// Messages that each worker of Node's cluster module sends to all: by process.send to the primary, which passes them on.
// node messages.js WORKERS MESSAGES_EACH SIZE PAUSE_MICROSECONDS
'use strict';
const cluster = require('node:cluster');

const [workers, each, size, pause] = process.argv.slice(2).map(Number);
const total = workers * each;
const now = () => Number(process.hrtime.bigint() / 1000n);

if (cluster.isPrimary) {
  let ready = 0;
  let done = 0;
  for (let i = 0; i < workers; i++) {
    cluster.fork();
  }
  cluster.on('message', (sender, message) => {
    const all = Object.values(cluster.workers);
    if (message.kind === 'ready') {
      if (++ready === workers) all.forEach((worker) => worker.send({ kind: 'go' }));
    } else if (message.kind === 'report') {
      console.log(message.text);
      if (++done === workers) all.forEach((worker) => worker.kill());
    } else {
      all.forEach((worker) => worker.send(message));
    }
  });
} else {
  const padding = 'x'.repeat(size);
  const latencies = new Float64Array(total);
  let received = 0;
  let first;
  const report = () => {
    const elapsed = now() - first;
    latencies.sort();
    const at = (quantile) => Math.round(latencies[Math.ceil(quantile * total) - 1]);
    process.send({ kind: 'report', text: `${received} received, ${Math.round(elapsed / 1000)} ms, ` +
      `p50 ${at(0.5)} us, p99 ${at(0.99)} us, max ${at(1)} us` });
  };
  // One after the other, as publish() does: the next when the pipe has taken the last
  const publish = (number) => {
    if (number > each) return;
    const next = pause ? () => setTimeout(publish, pause / 1000, number + 1) : () => publish(number + 1);
    process.send({ publisher: process.pid, number, sentAt: now(), padding }, next);
  };
  process.on('message', (message) => {
    if (message.kind === 'go') return publish(1);
    first ??= message.sentAt;
    latencies[received++] = now() - message.sentAt;
    if (received === total) report();
  });
  process.send({ kind: 'ready' });
}
