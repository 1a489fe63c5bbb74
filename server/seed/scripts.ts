/**
 * Messages of an outdoor shop's customers, and the answers of staff. `{sku}`, `{size}`, `{order}`, `{first}`, `{store}` and
 * `{staff}` are filled in. c: the customer, s: staff, n: a note among colleagues.
 */
export type Turn = { by: "c" | "s" | "n"; text: string };
export type Script = { at: "store" | "centre" | "any"; turns: Turn[] };

const script = (at: Script["at"], ...lines: string[]): Script => ({
  at,
  turns: lines.map((line) => ({ by: line.charAt(0) as Turn["by"], text: line.slice(3) })),
});

export const SCRIPTS: Script[] = [
  script(
    "store",
    "c: Hi, do you have the {sku} in {size} at your store? I could come by after work",
    "s: Hi {first}, {staff} at {store} here. Yes, we have it in {size}. Shall I put one aside for you until tomorrow evening?",
    "c: Yes please! I'll be there around 6",
    "n: On the hold shelf behind register 2, label with surname",
    "s: Done. It is behind the register under your name. See you at 6!",
    "c: Perfect, thank you",
  ),
  script(
    "store",
    "c: Is order {order} ready for pickup yet? The mail said by noon",
    "s: Let me look, one moment",
    "s: It is packed and waiting at the pickup desk. We are open until 8 tonight.",
    "c: great, on my way",
  ),
  script(
    "centre",
    "c: My parcel for order {order} was supposed to arrive yesterday. Tracking hasn't moved since Thursday.",
    "s: I am sorry, {first}. The carrier scanned it at the depot this morning, so it should reach you tomorrow. I will keep an eye on it.",
    "n: Carrier says weather delay in the region. Check again tomorrow 10:00",
    "c: ok thanks. It's a birthday present so please let me know if it slips again",
  ),
  script(
    "any",
    "c: I'd like to return the {sku}, it is a bit too small. Do I need the box?",
    "s: No box needed, only the receipt or order number. You have 60 days. Would you like to swap it for the next size instead?",
    "c: A swap would be even better. Do you have the next size up?",
  ),
  script(
    "store",
    "c: Hello! What time do you close today?",
    "s: Until 8 pm today, {first}. See you soon!",
    "c: Thanks!",
  ),
  script(
    "any",
    "c: The zip on my {sku} broke after two trips :( I bought it in spring",
    "s: That should not happen. Zips are covered for two years. Could you send a photo, and bring it in when you pass by?",
    "c: Will do this weekend",
  ),
  script(
    "store",
    "c: Do the {sku} run small? I'm usually between sizes",
    "s: Most people take half a size up with thick socks. We have both here to try on.",
    "c: Good to know, thanks",
  ),
  script(
    "centre",
    "c: I was charged twice for order {order}. Can you check?",
    "s: I can see one payment and one authorization that was released today. It can take 3 days to vanish from your statement.",
    "n: Verified with finance: second authorization voided 09:40",
    "c: Ah okay, I'll wait. Thanks for checking so quickly",
  ),
  script(
    "any",
    "c: Can I change the delivery address for {order}? I moved last week",
    "s: It has not been packed yet, so yes. What is the new address?",
    "c: I'd rather pick it up at {store} actually, is that possible?",
  ),
  script("store", "c: Someone called me from your store about my {sku} but I missed it. What was it about?"),
  script("store", "c: Hi do you have any {sku} left? your website says 1 in stock"),
  script("store", "c: could you hold the {sku} in {size} for me until Saturday?"),
  script("store", "c: I'm at the door, are you open?? It says 10 on the website"),
  script("store", "c: Do you repair poles? One of mine has a bent tip", "c: I could drop it off today"),
  script("centre", "c: Where is my order {order}?"),
  script("centre", "c: I got the wrong size in order {order}, I ordered {size}. I need it for Friday!"),
  script("any", "c: Is the {sku} waterproof enough for a week in Scotland? 😅"),
  script("any", "c: Hi, I have a gift card but the online shop doesn't take it. What am I doing wrong?"),
  script(
    "any",
    "c: Can my points be used on the {sku}?",
    "s: Yes, 100 points are one dollar, at the register or at checkout. You have quite a few!",
    "c: oh nice. And do they expire?",
  ),
  script(
    "store",
    "c: Which of your tents would you take for two people and a dog?",
    "s: The 4-person ones: the dog will thank you. The {sku} is the lightest we have. Come and lie in it, it is pitched upstairs.",
    "c: haha will do. Do you have it in stock to take home?",
    "s: Two left here. I can keep one for you today.",
    "c: yes please, surname as in my account",
  ),
  script(
    "centre",
    "c: I want to cancel {order} please",
    "s: It left the warehouse an hour ago, so I cannot stop it. You can refuse the parcel or bring it to any store, and we refund it the same day.",
    "c: Fine, I'll bring it to {store}",
  ),
  script(
    "any",
    "c: Thank you for the help yesterday, the boots are wonderful on the trail 🥾",
    "s: That makes our day, {first}. Happy hiking!",
  ),
];
