const AREA_CODES = (
  "212 213 214 215 216 301 302 303 304 305 312 313 314 315 316 401 402 404 405 406 " +
  "412 413 414 415 417 501 502 503 504 505 512 513 515 516 517 602 603 605 606 607"
).split(" ");

/** Valid numbers kept for fiction: 555-0100 to 555-0199 in each area code, 4,000 in all. */
export function senderNumber(index: number): string {
  return `+1${AREA_CODES[Math.floor(index / 100) % AREA_CODES.length]}55501${String(index % 100).padStart(2, "0")}`;
}
