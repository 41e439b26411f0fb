import { check } from './checks.mjs';

window.checkInPage = check;
window.checkInWorker = (parameters) =>
  new Promise((resolve, reject) => {
    const worker = new Worker('/worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(parameters);
  });
