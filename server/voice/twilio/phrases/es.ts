import type { Phrases } from "./en";

/** What customers hear in Spanish. */
export const es: Phrases = {
  "storeline-closed":
    "Gracias por llamar. En este momento estamos cerrados. Deje un mensaje después del tono y le devolveremos la llamada. Cuando termine, cuelgue o presione la tecla numeral.",
  "storeline-unanswered":
    "Gracias por llamar. En este momento nadie puede atenderle. Deje un mensaje después del tono y le devolveremos la llamada. Cuando termine, cuelgue o presione la tecla numeral.",
  "storeline-message":
    "Deje un mensaje después del tono y le devolveremos la llamada. Cuando termine, cuelgue o presione la tecla numeral.",
  "storeline-message-offer": "Para que le devolvamos la llamada en lugar de dejar un mensaje, presione 1.",
  "storeline-recorded": "Esta llamada se graba.",
  "storeline-transcribed": "Lo que usted diga también se convierte en texto.",
  "storeline-queue-next": "Usted es la próxima persona en la fila.",
  "storeline-queue-one": "Hay una llamada antes que la suya.",
  "storeline-queue-there-are": "Hay",
  "storeline-queue-callers": "llamadas antes que la suya.",
  "storeline-queue-many": "Hay más de nueve llamadas antes que la suya.",
  "storeline-queue-offer": "Para que le devolvamos la llamada sin perder su lugar, presione 1.",
  "storeline-queue-callback": "Le devolveremos la llamada a este número. Hasta luego.",
  "storeline-menu-welcome": "Gracias por llamar.",
  "storeline-menu-order-status": "Para saber el estado de su pedido, presione",
  "storeline-menu-store": "Para hablar con la tienda, presione",
  "storeline-menu-contact-center": "Para hablar con nuestro centro de atención, presione",
  "storeline-menu-voicemail": "Para dejar un mensaje, presione",
  "storeline-menu-english": "Para inglés, presione",
  "storeline-menu-spanish": "Para español, presione",
  "storeline-menu-repeat": "Para escuchar esto de nuevo, presione",
  "storeline-menu-try-again": "Disculpe, no le entendí.",
  "storeline-menu-somebody-helps": "Un momento, por favor. Alguien le atenderá.",
  "storeline-menu-no-status":
    "En este momento no puedo decirle el estado de su pedido. Un momento, por favor. Alguien le atenderá.",
  "storeline-menu-talk-or-hang-up": "Para hablar con nosotros, presione 1. Si no, puede colgar.",
  "storeline-order-preparing": "Su último pedido se está preparando.",
  "storeline-order-ready": "Su último pedido está listo para recoger.",
  "storeline-order-on-its-way": "Su último pedido está en camino.",
  "storeline-order-delivered": "Su último pedido fue entregado.",
  "storeline-order-canceled": "Su último pedido fue cancelado.",
};

export const toPlace = (name: string): string => `Para hablar con ${name}, presione`;
