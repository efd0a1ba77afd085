/** Where the window lives: the only page it shows, and the only place it loads from. */
export interface Home {
  page: string;
  /** Whether a frame at this address is our page; what follows `#` is its own business. */
  isPage(url: string): boolean;
  /** Whether the page may load this. */
  mayLoad(url: string): boolean;
}

const withoutHash = (url: string): string => url.split('#', 1)[0] ?? '';

/** Files of this build, through the handler of protocol.ts. Blobs and data: addresses never leave the window. */
export const built: Home = {
  page: 'app://goldilocks/',
  isPage: (url) => withoutHash(url) === built.page,
  mayLoad: (url) => url.startsWith(built.page) || url.startsWith(`blob:${built.page}`) || url.startsWith('data:'),
};

/** The server of `npm run dev`, with its WebSocket for hot reload and the developer tools. Never part of a build. */
export function devServer(address: string): Home {
  const { href: page, host } = new URL(address);
  const places = [page, `ws://${host}/`, `blob:${page}`, 'data:', 'devtools:'];
  return {
    page,
    isPage: (url) => withoutHash(url) === page,
    mayLoad: (url) => places.some((place) => url.startsWith(place)),
  };
}
