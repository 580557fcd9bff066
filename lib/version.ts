/** This package's version, as in package.json; sent in the User-Agent. A test compares the two. */
export const VERSION = '0.1.0';
