// What `dockerfile-ast` needs of Node's `Buffer` (the bytes of a character); injected into the browser bundle.

export const Buffer = {
  from: (text: string): Uint8Array => new TextEncoder().encode(text),
};
