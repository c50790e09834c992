// wait-ready.mjs URL PID SECONDS: ends well as soon as URL/readyz says so, badly when the process PID is gone or time is up.
const [url, pid, seconds] = process.argv.slice(2);
const end = Date.now() + Number(seconds) * 1000;

function isAlive() {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}

while (isAlive() && Date.now() < end) {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) });
    if (answer.ok) process.exit(0);
  } catch {
    // Not listening yet.
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}
console.error(isAlive() ? `${url} is not ready after ${seconds} s` : 'the server has stopped');
process.exit(1);
