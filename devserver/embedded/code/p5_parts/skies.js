// The sky: three colours from top to horizon, and washes of colour that drift.
function makeSky({ low, washes }) {
  const blots = many(washes, () => ({
    x: random(), y: random(0.05, low), size: random(0.25, 0.6), hex: random(PALETTE.accents), phase: random(TAU),
  }));
  return (time) => {
    drawFade(0, height, [[0, PALETTE.skyTop], [low * 0.62, PALETTE.skyMiddle], [low, PALETTE.skyLow], [1, PALETTE.skyLow]]);
    for (const blot of blots) {
      const x = width * (blot.x + 0.05 * sin(time * 0.2 + blot.phase));
      drawGlow(x, height * blot.y, blot.size * width * 0.6, blot.hex, 0.16);
    }
  };
}

// Plain paper with a slow shimmer, for what happens nowhere.
function makePaper({ glowX, glowY }) {
  return (time) => {
    drawFade(0, height, [[0, PALETTE.skyTop], [1, PALETTE.skyMiddle]]);
    const swell = 1 + 0.06 * sin(time * 0.5);
    drawGlow(width * glowX, height * glowY, max(width, height) * 0.75 * swell, PALETTE.skyLow, 0.85);
    drawGlow(width * (1 - glowX), height * (1.1 - glowY), unit() * 0.8, PALETTE.accents[1], 0.16);
  };
}

// The world under water: light that falls in shafts, and bubbles.
function makeDepths({ shafts, bubbles }) {
  const beams = many(shafts, () => ({ x: random(-0.1, 1.1), wide: random(0.03, 0.12), phase: random(TAU) }));
  const rising = many(bubbles, () => ({ x: random(), y: random(), size: random(0.002, 0.011), phase: random(TAU) }));
  return (time) => {
    drawFade(0, height, [[0, PALETTE.waterLight], [0.45, PALETTE.water], [1, PALETTE.near]]);
    noStroke();
    for (const beam of beams) {
      const x = width * (beam.x + 0.02 * sin(time * 0.4 + beam.phase));
      const spread = width * beam.wide;
      const shaft = drawingContext.createLinearGradient(0, 0, 0, height * 0.85);
      shaft.addColorStop(0, veil(PALETTE.light, 0.2 + 0.08 * sin(time + beam.phase)));
      shaft.addColorStop(1, veil(PALETTE.light, 0));
      drawShapePath([[x, 0], [x + spread, 0], [x + spread * 2.6 + width * 0.12, height], [x + width * 0.1, height]], shaft);
    }
    noFill();
    stroke(paintOf(PALETTE.light, 0.4));
    strokeWeight(max(1, unit() * 0.0015));
    for (const bubble of rising) {
      const y = (((bubble.y - time * 0.03 * (1 + bubble.size * 80)) % 1) + 1) % 1;
      circle(width * (bubble.x + 0.008 * sin(time * 1.5 + bubble.phase)), y * height, bubble.size * 2 * unit());
    }
  };
}

// Fill a closed path with a canvas style, such as a gradient.
function drawShapePath(points, style) {
  drawingContext.beginPath();
  points.forEach(([x, y], index) => (index ? drawingContext.lineTo(x, y) : drawingContext.moveTo(x, y)));
  drawingContext.closePath();
  fillWith(style, () => drawingContext.fill());
}

// Stars that twinkle; some are joined to figures, and now and then one falls.
function makeStars({ count, low, figures }) {
  const stars = many(count * breadth(), () => ({
    x: random(), y: pow(random(), 1.3) * low, size: 0.0008 + pow(random(), 5) * 0.0045, phase: random(TAU), speed: random(0.5, 2),
  }));
  const chains = many(figures, () => {
    const [left, top] = [random(0.08, 0.78), random(0.05, low * 0.55)];
    return many(random(4, 7), (step) => ({ x: left + step * 0.028 + random(-0.01, 0.01), y: top + random(0, 0.13) }));
  });
  return (time) => {
    noStroke();
    for (const star of stars) {
      fill(paintOf(PALETTE.light, 0.35 + 0.6 * abs(sin(time * star.speed * 0.5 + star.phase))));
      circle(star.x * width, star.y * height, max(1.1, star.size * 2 * unit()));
    }
    for (const chain of chains) drawFigure(chain, time);
    drawFallingStar(time, low);
  };
}

// Stars joined by thin lines.
function drawFigure(chain, time) {
  stroke(paintOf(PALETTE.light, 0.28));
  strokeWeight(max(0.7, unit() * 0.0012));
  chain.slice(1).forEach((star, index) => line(chain[index].x * width, chain[index].y * height, star.x * width, star.y * height));
  noStroke();
  chain.forEach((star, index) => drawGlow(star.x * width, star.y * height, unit() * 0.016, PALETTE.light, 0.75 + 0.2 * sin(time + index)));
}

// A star that falls every nine seconds.
function drawFallingStar(time, low) {
  const [turn, share] = [floor(time / 9), (time % 9) / 1.1];
  if (share > 1) return;
  const x = width * (0.15 + 0.7 * noise(turn * 7.3) + share * 0.16);
  const y = height * low * (0.1 + 0.4 * noise(turn * 3.1 + 50) + share * 0.16);
  stroke(paintOf(PALETTE.light, 0.8 * sin(share * PI)));
  strokeWeight(max(1, unit() * 0.002));
  line(x, y, x - width * 0.05, y - height * low * 0.05);
}

// The sun: a disc in a halo, with rays that turn or stripes that cool it.
function makeSun({ x, y, size, style }) {
  return (time) => {
    const [cx, cy, radius] = [x * width, y * height, size * unit()];
    drawGlow(cx, cy, radius * 6, PALETTE.light, 0.4);
    drawGlow(cx, cy, radius * 2.4, PALETTE.light, 0.75);
    noStroke();
    if (style === "rays") drawRays(cx, cy, radius, time);
    fill(paintOf(PALETTE.light));
    circle(cx, cy, radius * 2);
    if (style !== "stripes") return;
    fill(paintOf(PALETTE.skyLow));
    for (let stripe = 0; stripe < 6; stripe += 1) {
      const offset = (stripe + ((time * 0.1) % 1)) / 6;
      const half = sqrt(max(0, 1 - offset * offset)) * radius;
      rect(cx - half, cy + offset * radius, half * 2, radius * 0.09 * offset);
    }
  };
}

// Long thin rays around a middle.
function drawRays(x, y, radius, time) {
  fill(paintOf(PALETTE.light, 0.4));
  push();
  translate(x, y);
  rotate(time * 0.05);
  for (let ray = 0; ray < 24; ray += 1) {
    const reach = radius * (ray % 2 ? 1.5 : 1.9) + radius * 0.08 * sin(time + ray);
    rotate(TAU / 24);
    triangle(radius * 1.16, -radius * 0.05, radius * 1.16, radius * 0.05, reach, 0);
  }
  pop();
}

// The moon, full with grey seas or a crescent.
function makeMoon({ x, y, size, crescent }) {
  const seas = many(7, () => ({ turn: random(TAU), away: random(0.1, 0.68), size: random(0.1, 0.32) }));
  return () => {
    const [cx, cy, radius] = [x * width, y * height, size * unit()];
    drawGlow(cx, cy, radius * 5, PALETTE.light, 0.3);
    drawGlow(cx, cy, radius * 1.8, PALETTE.light, 0.5);
    const surface = drawingContext;
    surface.save();
    surface.fillStyle = PALETTE.light;
    surface.beginPath();
    surface.arc(cx, cy, radius, -HALF_PI * 0.8, HALF_PI * 1.2, false);
    if (crescent) surface.arc(cx - radius * 0.33, cy + radius * 0.1, radius * 0.86, HALF_PI * 1.2, -HALF_PI * 0.8, true);
    else surface.arc(cx, cy, radius, HALF_PI * 1.2, -HALF_PI * 0.8, false);
    surface.fill();
    surface.clip();
    for (const sea of seas) {
      const away = sea.away * radius;
      drawGlow(cx + cos(sea.turn) * away, cy + sin(sea.turn) * away, sea.size * radius * 1.7, PALETTE.far, 0.35);
    }
    surface.restore();
  };
}

// A planet with bands, a shadow side, a ring and a moon of its own.
function makePlanet({ x, y, size, ring, tilt }) {
  const bands = many(9, () => ({ hex: random(PALETTE.accents), alpha: random(0.25, 0.7), thick: random(0.08, 0.3) }));
  return (time) => {
    const radius = size * unit();
    push();
    translate(x * width + pointer.x * radius * 0.1, y * height);
    drawGlow(0, 0, radius * 2.2, PALETTE.accents[0], 0.35);
    rotate(tilt);
    if (ring) drawRing(radius, PI, TAU);
    drawBandedDisc(radius, bands, time);
    if (ring) drawRing(radius, 0, PI);
    noStroke();
    fill(paintOf(PALETTE.light));
    circle(cos(time * 0.3) * radius * 2.3, sin(time * 0.3) * radius * 0.5, radius * 0.14);
    pop();
  };
}

// A disc with wavy bands, dark on one side.
function drawBandedDisc(radius, bands, time) {
  const surface = drawingContext;
  surface.save();
  surface.beginPath();
  surface.arc(0, 0, radius, 0, TAU);
  surface.clip();
  surface.fillStyle = PALETTE.accents[0];
  surface.fillRect(-radius, -radius, radius * 2, radius * 2);
  noStroke();
  bands.forEach((band, index) => {
    const middle = -radius + (index / bands.length) * radius * 2;
    const edge = many(25, (step) => [-radius + (step / 12) * radius, middle + radius * 0.05 * sin(step * 0.7 + time * 0.5 + index * 2)]);
    fill(paintOf(band.hex, band.alpha));
    drawShape([...edge, ...edge.map(([px, py]) => [px, py + band.thick * radius]).reverse()]);
  });
  const night = surface.createRadialGradient(-radius * 0.45, -radius * 0.4, radius * 0.3, -radius * 0.2, -radius * 0.2, radius * 1.35);
  night.addColorStop(0, veil(PALETTE.ink, 0));
  night.addColorStop(1, veil(PALETTE.ink, 0.85));
  surface.fillStyle = night;
  surface.fillRect(-radius, -radius, radius * 2, radius * 2);
  surface.restore();
}

// Half of the rings of a planet.
function drawRing(radius, from, to) {
  noFill();
  for (let turn = 0; turn < 7; turn += 1) {
    stroke(paintOf(PALETTE.accents[turn % PALETTE.accents.length], 0.55 - turn * 0.05));
    strokeWeight(radius * 0.045);
    arc(0, 0, radius * (2.7 + turn * 0.15), radius * (0.62 + turn * 0.035), from, to);
  }
}

// Northern lights: curtains that hang and wave.
function makeAurora({ curtains, low }) {
  const folds = many(curtains, (index) => ({ hex: PALETTE.accents[index % PALETTE.accents.length], offset: random(100), y: random(0.25, 0.6) }));
  return (time) => {
    const step = max(6, width / 110);
    for (const fold of folds) {
      for (let x = 0; x < width; x += step) {
        const wave = noise(fold.offset + x * 0.002, time * 0.06);
        const bottom = height * low * (fold.y + 0.45 * (wave - 0.3));
        const tall = height * low * (0.25 + 0.45 * noise(fold.offset + 40 + x * 0.006, time * 0.15));
        const curtain = drawingContext.createLinearGradient(0, bottom - tall, 0, bottom);
        curtain.addColorStop(0, veil(fold.hex, 0));
        curtain.addColorStop(0.85, veil(fold.hex, 0.75 * wave));
        curtain.addColorStop(1, veil(fold.hex, 0));
        fillWith(curtain, () => drawingContext.fillRect(x, bottom - tall, step + 0.5, tall));
      }
    }
  };
}

// Clouds of soft puffs that drift by.
function makeClouds({ count, y, dark, misty }) {
  const puff = () => ({ x: random(-0.5, 0.5), y: random(-0.5, 0.1), size: random(0.35, 0.75) });
  const clouds = many(count * breadth(), () => ({
    x: random(), y: y + random(-0.12, 0.12), size: random(0.13, 0.3), speed: random(0.004, 0.012), puffs: many(9, puff),
  }));
  const hex = dark ? mixHex(PALETTE.skyTop, PALETTE.ink, 0.35) : mixHex(PALETTE.light, PALETTE.skyLow, misty);
  return (time) => {
    for (const cloud of clouds) {
      const span = cloud.size * unit();
      const x = ((((cloud.x + time * cloud.speed) % 1.4) + 1.4) % 1.4 - 0.2) * width;
      for (const part of cloud.puffs) {
        drawGlow(x + part.x * span * 1.5, cloud.y * height + part.y * span * 0.5, part.size * span, hex, dark ? 0.6 : 0.5);
      }
    }
  };
}

// A rainbow over everything.
function makeRainbow({ x, low }) {
  const colours = ["#c8403c", "#e58a3a", "#ecd04e", "#58a860", "#3f83c4", "#5b4ea8", "#8f5aa8"];
  return (time) => {
    noFill();
    strokeCap(SQUARE);
    const band = unit() * 0.022;
    colours.forEach((hex, index) => {
      stroke(paintOf(hex, 0.5 + 0.1 * sin(time * 0.6)));
      strokeWeight(band + 0.8);
      circle(x * width, low * height + unit() * 0.1, unit() * 1.25 - index * band * 2);
    });
    strokeCap(ROUND);
  };
}
