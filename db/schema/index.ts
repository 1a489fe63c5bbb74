export * from "./calls";
export * from "./commerce";
export * from "./consent";
export * from "./conversations";
export * from "./customers";
export * from "./events";
export * from "./settings";
export * from "./team";
