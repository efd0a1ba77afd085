/** What is used of svgcanvas, which has no typings: a canvas context whose drawing is an SVG. */
declare module 'svgcanvas' {
  export class Context {
    constructor(width: number, height: number);
    getSerializedSvg(fixNamedEntities?: boolean): string;
  }
}
