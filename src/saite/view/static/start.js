// Starts the explorer, which the page carries compressed. The page's policy names it by its hash.
(() => {
  "use strict";
  const root = document.getElementById("explorer");
  const tell = () => { root.textContent = root.dataset.old; };
  if (!("DecompressionStream" in window)) {
    tell();
    return;
  }
  const letters = atob(document.getElementById("program").textContent);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  new Response(stream).text().then((text) => {
    const script = document.createElement("script");
    script.type = "module";
    script.textContent = text;
    document.body.append(script);
  }).catch(tell);
})();
