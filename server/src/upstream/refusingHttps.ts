// Stands in for Node's `https` in both bundles: nothing in the server may reach a network.

export function get(): never {
  throw new Error('Shipshape never uses the network.');
}

export const request = get;
