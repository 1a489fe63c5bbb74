/** The only file in which the widget reads the device's clock; `lint:imports` refuses others. */
export const currentTime = (): Date => new Date();
/** The same in milliseconds since the epoch. */
export const currentMs = (): number => Date.now();
