/* The names of a fictional outdoor retailer. None is a real brand. */

export const STORES = [
  { code: "101", name: "Pine Street", region: "Coast", timeZone: "America/Los_Angeles", address: "12 Pine Street" },
  { code: "102", name: "Harbor", region: "Coast", timeZone: "America/Los_Angeles", address: "3 Harbor Walk" },
  { code: "103", name: "Old Town", region: "Coast", timeZone: "America/Los_Angeles", address: "48 Mill Lane" },
  { code: "104", name: "Lakeside", region: "Inland", timeZone: "America/Denver", address: "200 Lakeside Drive" },
  { code: "105", name: "Market Square", region: "Inland", timeZone: "America/Denver", address: "1 Market Square" },
  { code: "106", name: "Summit Outlet", region: "Inland", timeZone: "America/Denver", address: "77 Quarry Road" },
] as const;
/** Summit Outlet, which is being renovated. */
export const CLOSED_STORE = "106";
export const WAREHOUSE = { code: "900", name: "Warehouse", region: "Inland", timeZone: "America/Denver" } as const;
export const CONTACT_CENTER = { code: "CC", name: "Contact center", region: "", timeZone: "America/Denver" } as const;

export const RANGES = [
  "Ridgeline",
  "Alder",
  "Northfell",
  "Cinder",
  "Tidewater",
  "Larkspur",
  "Basalt",
  "Juniper",
  "Windrow",
  "Foxglove",
  "Granite",
  "Sablewood",
  "Kestrel",
  "Mossback",
  "Highmark",
  "Dunmore",
  "Evenfall",
  "Sorrel",
];
export const COLORS = ["Slate", "Moss", "Ember", "Sand", "Ink", "Clay", "Frost", "Pine", "Ochre", "Plum"];

const CLOTHES = ["S", "M", "L", "XL"];
const SHOES = ["38", "40", "42", "44"];
/** Kinds of goods: the start of their code, sizes, and price from and to in cents. */
export const KINDS = [
  { code: "JKT", noun: "Rain Jacket", sizes: CLOTHES, price: [8900, 24900] },
  { code: "INS", noun: "Down Jacket", sizes: CLOTHES, price: [12900, 34900] },
  { code: "FLC", noun: "Fleece", sizes: CLOTHES, price: [4900, 11900] },
  { code: "PNT", noun: "Trail Trousers", sizes: CLOTHES, price: [5900, 13900] },
  { code: "BOT", noun: "Hiking Boots", sizes: SHOES, price: [9900, 22900] },
  { code: "RUN", noun: "Trail Runners", sizes: SHOES, price: [8900, 16900] },
  { code: "PCK", noun: "Backpack", sizes: ["20 L", "35 L"], price: [5900, 21900] },
  { code: "TNT", noun: "Tent", sizes: ["2-person", "4-person"], price: [17900, 49900] },
  { code: "BAG", noun: "Sleeping Bag", sizes: ["Regular", "Long"], price: [9900, 29900] },
  { code: "LMP", noun: "Headlamp", sizes: [""], price: [2900, 8900] },
  { code: "BTL", noun: "Steel Bottle", sizes: [""], price: [1900, 3900] },
  { code: "STV", noun: "Camp Stove", sizes: [""], price: [4900, 12900] },
] as const;

export const LOYALTY = "Trailhead Club";
/** A fictional carrier; its links use a reserved domain. */
export const CARRIER = "Northwind Parcel";

/** North American area codes for customers: 100 fictional numbers (555-0100 to -0199) in each. */
export const AREA_CODES = (
  "212 213 214 215 216 301 302 303 304 305 312 313 314 315 316 401 402 404 405 406 " +
  "412 413 414 415 417 501 502 503 504 505 512 513 515 516 517 602 603 605 606 607"
).split(" ");
