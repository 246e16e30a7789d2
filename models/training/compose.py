"""Composition: cut-outs pasted on drawn plates, bowls and tables, with exact boxes.

The cut-outs show food on white, so no photo says how they lie on a table: scale, rotation, shadow, occlusion, light and
background are all drawn at random, seeded, wide enough that the real ones are among them.
"""

from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from models.training.cutouts import Cutout
from models.training.labels import LabelledBox

CANVAS = 640


def background(random: Random, blurred: list[Path], scenes: list[Path]) -> Image.Image:
    """Draw a table: a scene without food, a strongly blurred photo, or noise and stripes in a table's colours."""
    draw = random.random()
    if scenes and draw < 0.45:
        return scene(random, random.choice(scenes))
    if blurred and draw < 0.6:
        with Image.open(random.choice(blurred)) as image:
            picture = image.convert("RGB").resize((CANVAS, CANVAS))
        return picture.filter(ImageFilter.GaussianBlur(random.uniform(12, 30)))
    return _table(random)


def scene(random: Random, path: Path) -> Image.Image:
    """Take a random square of a photo without food."""
    with Image.open(path) as image:
        picture = image.convert("RGB")
    side = int(random.uniform(0.4, 1.0) * min(picture.size))
    x, y = random.randint(0, picture.width - side), random.randint(0, picture.height - side)
    return picture.crop((x, y, x + side, y + side)).resize((CANVAS, CANVAS))


def _table(random: Random) -> Image.Image:
    generator = np.random.default_rng(random.getrandbits(32))
    # Most tables are grey, white or brown; any colour at times, so that no colour means food.
    shade, warmth = generator.uniform(25, 245), generator.uniform(0, 45)
    base = generator.uniform(20, 245, 3) if random.random() < 0.25 else shade + warmth * np.array([1.0, 0.1, -1.0])
    coarse = generator.normal(0, random.uniform(2, 22), (random.choice((4, 20, 80)), random.choice((4, 20, 80)), 3))
    spread = Image.fromarray(np.clip(base + coarse, 0, 255).astype(np.uint8)).resize(
        (CANVAS, CANVAS), Image.Resampling.BICUBIC
    )
    pixels = np.asarray(spread).astype(np.float32) + generator.normal(0, random.uniform(0, 8), (CANVAS, CANVAS, 1))
    if random.random() < 0.4:
        period, angle = random.uniform(8, 120), random.uniform(0, np.pi)
        ys, xs = np.mgrid[0:CANVAS, 0:CANVAS]
        wave = np.sin((xs * np.cos(angle) + ys * np.sin(angle)) * 2 * np.pi / period)
        pixels += (wave * random.uniform(5, 40))[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def draw_plate(canvas: Image.Image, random: Random) -> LabelledBox:
    """Draw one plate or bowl with rim and shadow; returns its box."""
    width = random.uniform(0.55, 1.05) * CANVAS
    height = width * random.choice((1.0, 1.0, random.uniform(0.6, 1.0)))
    x, y = random.uniform(0.35, 0.65) * CANVAS, random.uniform(0.35, 0.65) * CANVAS
    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    shade = random.choice((245, 240, 235, 225, 210, random.randint(20, 220)))
    tint = tuple(max(0, min(255, shade + random.randint(-18, 10))) for _ in range(3))
    shadow = Image.new("L", canvas.size, 0)
    ImageDraw.Draw(shadow).ellipse((box[0] + 8, box[1] + 10, box[2] + 12, box[3] + 16), fill=110)
    canvas.paste((0, 0, 0), mask=shadow.filter(ImageFilter.GaussianBlur(10)))
    layer = Image.new("RGB", canvas.size, tint)
    mask = Image.new("L", canvas.size, 0)
    draw = ImageDraw.Draw(layer)
    rim = random.uniform(0.08, 0.2) * width
    darker = tuple(max(0, value - random.randint(6, 30)) for value in tint)
    draw.ellipse(
        (box[0] + rim, box[1] + rim * height / width, box[2] - rim, box[3] - rim * height / width),
        outline=darker,
        width=random.randint(1, 5),
    )
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    canvas.paste(layer, mask=mask.filter(ImageFilter.GaussianBlur(0.8)))
    clipped = (max(box[0], 0.0), max(box[1], 0.0), min(box[2], float(CANVAS)), min(box[3], float(CANVAS)))
    return LabelledBox(random.choice(("plate", "plate", "plate", "bowl")), clipped)


def paste(
    canvas: Image.Image, cutout: Cutout, at: tuple[float, float], side: float, random: Random
) -> LabelledBox | None:
    """Paste one cut-out centred at a point; returns the box of what is visible, None when nothing is."""
    picture = cutout.load()
    scale = side / max(picture.size)
    picture = picture.resize(
        (max(4, int(picture.width * scale)), max(4, int(picture.height * scale))), Image.Resampling.LANCZOS
    )
    picture = picture.rotate(random.uniform(0, 360), expand=True, resample=Image.Resampling.BICUBIC)
    alpha = picture.getchannel("A")
    colour = ImageEnhance.Brightness(picture.convert("RGB")).enhance(random.uniform(0.6, 1.15))
    colour = ImageEnhance.Color(colour).enhance(random.uniform(0.7, 1.3))
    left, top = int(at[0] - picture.width / 2), int(at[1] - picture.height / 2)
    if random.random() < 0.8:
        shadow = alpha.point(lambda value: int(value * 0.45)).filter(ImageFilter.GaussianBlur(side / 40 + 1))
        canvas.paste((0, 0, 0), (left + int(side / 40) + 1, top + int(side / 30) + 1), shadow)
    canvas.paste(colour, (left, top), alpha)
    solid = Image.new("L", canvas.size, 0)
    solid.paste(alpha, (left, top))
    box = solid.point(lambda value: 255 * (value > 100)).getbbox()
    if box is None or min(box[2] - box[0], box[3] - box[1]) < 8:
        return None
    x1, y1, x2, y2 = (float(value) for value in box)
    return LabelledBox(cutout.name, (x1, y1, x2, y2))


def finish(canvas: Image.Image, random: Random) -> Image.Image:
    """Give all parts one light: exposure, colour cast, a little blur, and the camera's noise."""
    cast = Image.new("RGB", canvas.size, tuple(random.randint(205, 255) for _ in range(3)))
    canvas = ImageChops.multiply(canvas, cast)
    canvas = ImageEnhance.Brightness(canvas).enhance(random.uniform(0.75, 1.25))
    canvas = ImageEnhance.Contrast(canvas).enhance(random.uniform(0.8, 1.15))
    if random.random() < 0.4:
        canvas = canvas.filter(ImageFilter.GaussianBlur(random.uniform(0.3, 1.3)))
    return canvas
