/** Who wrote what no person wrote. A name, the same in every language. */
export const PRODUCT = "Storeline";
