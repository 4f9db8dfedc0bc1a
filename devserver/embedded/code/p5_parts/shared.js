const paints = new Map();
// A colour object for a hex text; kept, because making one is slow.
function paintOf(hex, alpha = 1) {
  const key = hex + round(alpha * 50);
  if (!paints.has(key)) {
    const made = color(hex);
    made.setAlpha(alpha * 255);
    paints.set(key, made);
  }
  return paints.get(key);
}

// A hex text between two others.
function mixHex(one, other, share) {
  const part = (hex, at) => parseInt(hex.slice(at, at + 2), 16);
  const channel = (at) => round(part(one, at) + (part(other, at) - part(one, at)) * constrain(share, 0, 1));
  return "#" + [1, 3, 5].map((at) => channel(at).toString(16).padStart(2, "0")).join("");
}

// A hex text with an alpha from 0 to 1, for canvas gradients.
function veil(hex, alpha) {
  return hex + round(constrain(alpha, 0, 1) * 255).toString(16).padStart(2, "0");
}

// Paint with a canvas style, then give back what p5 fills with: p5 remembers it and would not set it again.
function fillWith(style, paint) {
  const before = drawingContext.fillStyle;
  drawingContext.fillStyle = style;
  paint();
  drawingContext.fillStyle = before;
}

// A soft round light.
function drawGlow(x, y, radius, hex, alpha) {
  const light = drawingContext.createRadialGradient(x, y, 0, x, y, max(radius, 0.1));
  light.addColorStop(0, veil(hex, alpha));
  light.addColorStop(0.4, veil(hex, alpha * 0.45));
  light.addColorStop(1, veil(hex, 0));
  fillWith(light, () => drawingContext.fillRect(x - radius, y - radius, radius * 2, radius * 2));
}

// Fill a band of the canvas with a gradient from above to below.
function drawFade(top, bottom, stops) {
  const fade = drawingContext.createLinearGradient(0, top, 0, bottom);
  stops.forEach(([at, css]) => fade.addColorStop(at, css));
  fillWith(fade, () => drawingContext.fillRect(0, top, width, bottom - top));
}

// Draw a closed shape through points on a canvas or a buffer.
function drawShape(points, target = null) {
  const on = target ?? window;
  on.beginShape();
  points.forEach(([x, y]) => on.vertex(x, y));
  on.endShape(CLOSE);
}

// The shorter side of the canvas: what sizes are measured by.
function unit() {
  return min(width, height);
}

// How wide a picture is in units, so that wide screens get more of everything.
function breadth() {
  return constrain(width / unit(), 1, 2.4);
}

// A list of things made one by one.
function many(count, make) {
  return Array.from({ length: max(0, round(count)) }, (_, index) => make(index));
}

// A buffer to draw something still on once; freed when the canvas changes its size.
function newBuffer() {
  const buffer = createGraphics(width, height);
  buffer.noStroke();
  buffers.push(buffer);
  return buffer;
}
