"use strict";
(() => {
  const said = document.getElementById("said");
  for (const element of document.querySelectorAll(".script")) element.hidden = false;

  const rows = Array.from(document.querySelectorAll("#tests tbody tr"));
  const boxes = Array.from(document.querySelectorAll("#filter input[type=checkbox]"));
  const name = document.getElementById("name");
  const filter = () => {
    const verdicts = new Set(boxes.filter(box => box.checked).map(box => box.value));
    const wanted = name.value.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const hit = verdicts.has(row.dataset.verdict) && row.cells[1].textContent.toLowerCase().includes(wanted);
      row.hidden = !hit;
      if (hit) shown++;
    }
    document.getElementById("shown").textContent = shown + " of " + rows.length + " tests";
  };
  if (name) {
    name.addEventListener("input", filter);
    for (const box of boxes) box.addEventListener("change", filter);
    filter();
  }

  const copied = text => {
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(text).catch(() => selected(text));
    }
    return Promise.resolve(selected(text));
  };
  const selected = text => {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  document.addEventListener("click", event => {
    const button = event.target.closest("button.copy");
    if (button) {
      copied(button.parentElement.querySelector("code").textContent).then(() => {
        said.textContent = "Copied";
        button.textContent = "Copied";
        button.focus();
      });
    }
  });
})();
