// The sea in rows of waves, with the light of the sky as a path on it.
function makeWaves({ from, rows, high, glint }) {
  const swell = many(rows, (row) => ({ depth: (row + 1) / rows, phase: random(TAU), long: random(2, 3.4) }));
  return (time) => {
    for (const wave of swell) {
      const base = height * (from + (1 - from) * wave.depth * wave.depth * 0.92);
      const lift = high * unit() * (0.25 + wave.depth * 1.3);
      const crest = (x) => base + lift * waveAt(x * breadth() * wave.long * (2.2 - wave.depth), time + wave.phase * 3, wave.depth);
      const line = many(101, (step) => [(step / 100) * width, crest(step / 100)]);
      const body = drawingContext.createLinearGradient(0, base - lift, 0, base + unit() * 0.25);
      body.addColorStop(0, mixHex(PALETTE.waterLight, PALETTE.water, wave.depth * 0.8));
      body.addColorStop(1, mixHex(PALETTE.water, PALETTE.near, wave.depth * 0.8));
      drawShapePath([[0, height], ...line, [width, height]], body);
      noFill();
      stroke(paintOf(PALETTE.light, 0.2 + 0.25 * wave.depth));
      strokeWeight(max(0.8, unit() * 0.0022 * wave.depth));
      beginShape();
      line.forEach(([x, y]) => vertex(x, y));
      endShape();
      if (glint !== null) drawGlints(glint, base, wave.depth, time);
    }
  };
}

// How high a wave stands, from about -1 to 1; the pointer stirs it.
function waveAt(along, time, depth) {
  const stir = 1 + pointer.y * 0.35;
  return stir * (0.6 * sin(along * 2 + time * (0.6 + depth * 0.4)) + 0.3 * sin(along * 4.7 - time * 0.9) + 0.14 * sin(along * 11 + time * 1.7));
}

// Short bright strokes where the light meets the water.
function drawGlints(x, y, depth, time) {
  noStroke();
  many(10, (index) => {
    const spread = unit() * (0.03 + depth * 0.16);
    const at = x * width + (noise(index * 9.1, depth * 20) - 0.5) * 2.6 * spread;
    fill(paintOf(PALETTE.light, 0.5 * abs(sin(time * 1.2 + index * 1.9 + depth * 9))));
    ellipse(at, y + (noise(index * 3.3 + depth) - 0.3) * unit() * 0.06, unit() * (0.012 + 0.05 * depth), unit() * 0.004 * (0.5 + depth));
  });
}

// A lake that mirrors all that was drawn before it.
function makeLake({ from, calm }) {
  const mirror = newBuffer();
  return (time) => {
    const [top, density] = [height * from, pixelDensity()];
    mirror.drawingContext.drawImage(drawingContext.canvas, 0, 0, width, height);
    fillWith(PALETTE.water, () => drawingContext.fillRect(0, top, width, height - top));
    drawingContext.save();
    drawingContext.globalAlpha = 0.72;
    for (let y = 0; top + y < height; y += 3) {
      const depth = y / (height - top);
      const source = max(0, top - y * (top / (height - top)) * 0.8 - 3);
      const shift = sin(y * 0.12 / (0.3 + depth) + time * 1.6) * unit() * 0.012 * (1.2 - calm) * (0.25 + depth);
      drawingContext.drawImage(mirror.drawingContext.canvas, 0, source * density, width * density, 3 * density, shift, top + y, width, 3.6);
    }
    drawingContext.restore();
    drawFade(top, height, [[0, veil(PALETTE.waterLight, 0.3)], [0.3, veil(PALETTE.water, 0.15)], [1, veil(PALETTE.near, 0.75)]]);
    drawRipples(top, time);
  };
}

// Rings around the place where the pointer rests on the water.
function drawRipples(top, time) {
  noFill();
  many(4, (ring) => {
    const age = (time * 0.25 + ring / 4) % 1;
    stroke(paintOf(PALETTE.light, 0.3 * (1 - age)));
    strokeWeight(max(0.8, unit() * 0.002));
    ellipse(pointer.x * width, max(top + height * 0.06, pointer.y * height), unit() * 0.32 * age, unit() * 0.07 * age);
  });
}

// A river that winds from the horizon to the reader.
function makeRiver({ from, bend }) {
  return (time) => {
    const middle = (share) => width * (0.5 + bend * sin(share * 4.2 + 0.6) * (0.16 + share * 0.14));
    const half = (share) => unit() * (0.012 + share * share * 0.36);
    const level = (share) => height * (from + (1 - from) * pow(share, 1.7));
    drawFade(height * from, height, [[0, PALETTE.far], [0.35, PALETTE.ground], [1, mixHex(PALETTE.ground, PALETTE.ink, 0.4)]]);
    const shares = many(41, (step) => step / 40);
    drawShapePath([...shares.map((share) => [middle(share) - half(share), level(share)]), ...shares.reverse().map((share) => [middle(share) + half(share), level(share)])], PALETTE.water);
    drawFade(height * from, height, [[0, veil(PALETTE.skyLow, 0.5)], [0.3, veil(PALETTE.skyLow, 0)], [1, veil(PALETTE.skyLow, 0)]]);
    noFill();
    many(34, (thread) => {
      const share = (noise(thread * 5.1) * 2 + time * 0.06 * (1 + (thread % 3) * 0.4)) % 1;
      const side = (noise(thread * 3.7 + 40) - 0.5) * 2.6;
      stroke(paintOf(PALETTE.light, 0.55 * sin(share * PI)));
      strokeWeight(max(0.8, unit() * 0.004 * share));
      line(middle(share) + half(share) * constrain(side, -0.9, 0.9), level(share), middle(share + 0.05) + half(share + 0.05) * constrain(side, -0.9, 0.9), level(min(1, share + 0.05)));
    });
  };
}

// A boat that rides the waves.
function makeBoat({ x, y, size, style, hex }) {
  return (time) => {
    const span = size * unit();
    push();
    translate(width * (x + 0.02 * sin(time * 0.2)), height * y + span * 0.05 * waveAt(x * 6, time, 0.6));
    rotate(0.06 * sin(time * 0.7));
    noStroke();
    fill(paintOf(hex ?? mixHex(PALETTE.near, PALETTE.ink, 0.3)));
    drawShape([[-span * 0.5, -span * 0.1], [span * 0.55, -span * 0.14], [span * 0.36, span * 0.12], [-span * 0.36, span * 0.12]]);
    if (style === "steam") drawFunnels(span, time);
    else drawSails(span, time);
    fill(paintOf(PALETTE.accents[0]));
    drawShape([[-span * 0.49, -span * 0.08], [span * 0.53, -span * 0.12], [span * 0.51, -span * 0.08], [-span * 0.47, -span * 0.04]]);
    drawGlow(span * 0.3, -span * 0.17, span * 0.2, PALETTE.light, 0.7);
    pop();
  };
}

// Two sails that fill and slacken.
function drawSails(span, time) {
  const belly = span * (0.1 + 0.03 * sin(time * 0.8));
  rect(-span * 0.012, -span * 1.05, span * 0.024, span);
  fill(paintOf(mixHex(PALETTE.light, "#ffffff", 0.3)));
  drawShape([[span * 0.03, -span], [span * 0.28 + belly, -span * 0.5], [span * 0.44, -span * 0.2], [span * 0.03, -span * 0.2]]);
  fill(paintOf(PALETTE.accents[1]));
  drawShape([[-span * 0.03, -span * 0.9], [-span * 0.24, -span * 0.5], [-span * 0.4, -span * 0.2], [-span * 0.03, -span * 0.2]]);
}

// Deck, funnels and smoke of a steamer.
function drawFunnels(span, time) {
  many(14, (puff) => {
    const age = (time * 0.1 + puff / 14) % 1;
    drawGlow(-span * age * 0.9, -span * (0.55 + age * 0.3), span * (0.06 + age * 0.16), PALETTE.far, 0.5 * (1 - age));
  });
  many(2, (funnel) => rect(-span * (0.05 - funnel * 0.2), -span * 0.55, span * 0.1, span * 0.4));
  fill(paintOf(PALETTE.light));
  rect(-span * 0.3, -span * 0.26, span * 0.62, span * 0.15);
  fill(paintOf(PALETTE.near));
  many(7, (port) => circle(-span * 0.24 + port * span * 0.08, -span * 0.185, span * 0.035));
}
