/** Somebody who is signed in, as VS Code names them. */
export interface Account {
  readonly id: string;
  /** The sign-in name, most of the time. */
  readonly label: string;
}
