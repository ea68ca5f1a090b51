// Shows how far a run has come without loading the page again; when it has ended, the page shows what came of it.
const BETWEEN_LOOKS = 800;
const AFTER_FAILURE = 5_000;
const zone = document.querySelector('[data-watch]');

async function look() {
  let wait = BETWEEN_LOOKS;
  try {
    const answer = await fetch(zone.dataset.watch, { headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error('No answer now');
    const { words, percent, isFinished } = await answer.json();
    if (isFinished) return location.reload();
    const said = zone.querySelector('[data-watch-words]');
    // Written only when it changes: it is read out each time.
    if (said.textContent !== words) said.textContent = words;
    zone.querySelector('[data-watch-bar]').value = percent;
    zone.querySelector('[data-watch-percent]').textContent = String(percent);
  } catch {
    wait = AFTER_FAILURE;
  }
  setTimeout(look, wait);
}

if (zone) setTimeout(look, BETWEEN_LOOKS);
