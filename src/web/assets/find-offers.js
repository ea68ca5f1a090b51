/** Shows what a filter finds as soon as it is ticked. Without this the form is sent as forms are. */
const form = document.querySelector('.fairplace-filters');
const PARTS = ['filters', 'map', 'results'];
let latest = 0;

async function update() {
  const asked = (latest += 1);
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (asked !== latest) return;
  const focused = document.activeElement?.id;
  const open = [...document.querySelectorAll('#filters details')].map((each) => each.open);
  for (const id of PARTS) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id).replaceWith(fresh);
  }
  document.querySelectorAll('#filters details').forEach((each, index) => {
    each.open = each.open || open[index] === true;
  });
  if (focused) document.getElementById(focused)?.focus();
  history.replaceState(null, '', address);
}

form?.addEventListener('change', (event) => {
  if (event.target.type === 'text') return;
  update().catch(() => form.submit());
});
