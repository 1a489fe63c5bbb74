/** What is marked so stays in use while a dialog is open, for a call goes on: using it does not close the dialog. */
export const OVER_DIALOGS = "[data-over-dialogs]";
