import type { SimCustomer, SimStore } from "./types";

/** The retailer's own web page, as its developers would write it: our script tag, and the identity of the signed-in customer. */
export function shopPage(store: SimStore, customer: SimCustomer | null, identity: string | null): string {
  const who = customer ? `Signed in as ${html(customer.name)}` : "Not signed in";
  const token = identity ? ` data-identity="${html(identity)}"` : "";
  const goods = [
    "Ridgeline Rain Jacket",
    "Alder Hiking Boots",
    "Northfell Tent",
    "Cinder Fleece",
    "Basalt Backpack",
    "Kestrel Headlamp",
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(store.name)} · Trailhead Outfitters</title>
<link rel="stylesheet" href="/simulator/shop.css">
</head>
<body${token}>
<header><strong>Trailhead Outfitters</strong><span>${who}</span></header>
<main>
<h1>Made for bad weather</h1>
<p>Your store: ${html(store.name)}. Questions? The chat is in the corner.</p>
<ul>${goods.map((name, i) => `<li><i class="c${i}"></i><b>${name}</b><span>from $${59 + i * 20}</span></li>`).join("")}</ul>
</main>
<script src="/widget.js" data-key="${html(store.widgetKey)}" data-place="${html(store.name)}"></script>
<script src="/simulator/shop.js"></script>
</body>
</html>`;
}

export const SHOP_CSS = `
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#1d2a24;background:#f6f4ee}
header{display:flex;justify-content:space-between;gap:1rem;padding:.9rem 1.25rem;background:#22392f;color:#f6f4ee;font-size:.95rem}
main{padding:1.25rem;max-width:60rem;margin:auto}h1{font-size:1.7rem;margin:.5rem 0 .25rem;letter-spacing:-.02em}p{color:#5b665f;margin-top:0}
ul{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:1rem}
li{background:#fff;border-radius:.75rem;padding:.75rem;display:grid;gap:.25rem}li span{color:#5b665f;font-size:.9rem}
i{display:block;height:6rem;border-radius:.5rem;background:#b9c7b2}.c1{background:#c9a27e}.c2{background:#e2b25f}.c3{background:#9fb3bd}.c4{background:#7f8f79}.c5{background:#d6c9b0}
`;

/** The site identifies its signed-in customer to the chat by a token that its server signed. */
export const SHOP_JS = `const token = document.body.dataset.identity; if (token) window.Storeline?.identify({ token });`;

const html = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
