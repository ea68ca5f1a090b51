// Lets a file be dropped on the field that asks for it. Without this the field works as browsers have it.
for (const zone of document.querySelectorAll('[data-drop]')) {
  const field = zone.querySelector('input[type="file"]');
  const isFile = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  zone.querySelector('[data-drop-words]')?.removeAttribute('hidden');
  zone.addEventListener('dragover', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    zone.classList.add('fp-drop--over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('fp-drop--over'));
  zone.addEventListener('drop', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    zone.classList.remove('fp-drop--over');
    const [file] = event.dataTransfer.files;
    if (!file || !field) return;
    const one = new DataTransfer();
    one.items.add(file);
    field.files = one.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
    field.focus();
  });
}
