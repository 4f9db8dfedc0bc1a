/**
 * Reads and draws 3D objects with three.js. Loaded only when one is shown.
 */
import {
  Box3,
  DirectionalLight,
  Group,
  HemisphereLight,
  LoadingManager,
  type Material,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  PerspectiveCamera,
  Points,
  PointsMaterial,
  Scene,
  Sphere,
  type Texture,
  TextureLoader,
  WebGLRenderer,
} from 'three'
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js'
import { OBJLoader } from 'three/addons/loaders/OBJLoader.js'
import { PLYLoader } from 'three/addons/loaders/PLYLoader.js'
import { STLLoader } from 'three/addons/loaders/STLLoader.js'
import { type Orbit, placeOf } from './orbit'

export interface Counted {
  triangles: number
}

/** What a file asks for beside itself is not there, and not fetched: only what it carries inside. */
function manager(): LoadingManager {
  const own = new LoadingManager()
  own.setURLModifier((address) => (/^(blob|data):/.test(address) ? address : 'data:,'))
  return own
}

async function readGlb(bytes: ArrayBuffer): Promise<Object3D> {
  const loader = new GLTFLoader(manager())
  // Its own way to read textures asks for blob: addresses by fetch, which the page's policy does not allow.
  loader.register((parser) => {
    parser.textureLoader = new TextureLoader(parser.options.manager)
    return { name: 'textures-as-pictures' }
  })
  return (await loader.parseAsync(bytes, '')).scene
}

const plain = (colour: string, coloured: boolean) =>
  new MeshStandardMaterial({
    color: coloured ? 'white' : colour,
    vertexColors: coloured,
    roughness: 0.8,
    side: 2,
  })

function readPly(bytes: ArrayBuffer, colour: string): Object3D {
  const geometry = new PLYLoader().parse(bytes)
  const coloured = geometry.hasAttribute('color')
  if (!geometry.index)
    return new Points(
      geometry,
      new PointsMaterial({ color: coloured ? 'white' : colour, vertexColors: coloured, size: 0.01 }),
    )
  if (!geometry.hasAttribute('normal')) geometry.computeVertexNormals()
  return new Mesh(geometry, plain(colour, coloured))
}

function readStl(bytes: ArrayBuffer, colour: string): Object3D {
  const geometry = new STLLoader().parse(bytes)
  geometry.computeVertexNormals() // many programs write zeros for them
  return new Mesh(geometry, plain(colour, false))
}

function readObj(bytes: ArrayBuffer, colour: string): Object3D {
  const group = new OBJLoader(manager()).parse(new TextDecoder().decode(bytes))
  group.traverse((part) => {
    if (part instanceof Mesh) part.material = plain(colour, part.geometry.hasAttribute('color'))
  })
  return group
}

/** Read an object of a format (an extension); raises where it cannot be read or holds nothing to see. */
async function read(bytes: ArrayBuffer, format: string, colour: string): Promise<Object3D> {
  if (format === 'stl') return readStl(bytes, colour)
  if (format === 'ply') return readPly(bytes, colour)
  return format === 'obj' ? readObj(bytes, colour) : readGlb(bytes)
}

/** Put an object of any size into the middle, with radius 1. */
function centred(object: Object3D): Group {
  const sphere = new Box3().setFromObject(object).getBoundingSphere(new Sphere())
  if (!(sphere.radius > 0)) throw new Error('there is nothing to see')
  const inner = new Group().add(object)
  inner.position.copy(sphere.center).negate()
  const outer = new Group().add(inner)
  outer.scale.setScalar(1 / sphere.radius)
  return outer
}

function release(object: Object3D): void {
  object.traverse((part) => {
    if (!(part instanceof Mesh || part instanceof Points)) return
    part.geometry.dispose()
    const materials: Material[] = Array.isArray(part.material) ? part.material : [part.material]
    for (const material of materials) {
      for (const value of Object.values(material))
        if ((value as Texture | null)?.isTexture) (value as Texture).dispose()
      material.dispose()
    }
  })
}

/** An object drawn on a canvas, anew only when asked. */
export class View {
  private readonly scene = new Scene()
  private readonly camera = new PerspectiveCamera(45, 1, 0.01, 100)
  private readonly sun = new DirectionalLight('white', 2.4)

  private constructor(
    private readonly renderer: WebGLRenderer,
    private readonly object: Object3D,
  ) {
    this.scene.add(object, this.sun, new HemisphereLight('white', 'gray', 1.6))
  }

  /** Read an object for a canvas; raises Error where it cannot be read, or `no-webgl` where nothing can be drawn. */
  static async open(
    canvas: HTMLCanvasElement,
    bytes: ArrayBuffer,
    format: string,
    colour: string,
  ): Promise<View> {
    const object = centred(await read(bytes, format, colour))
    try {
      return new View(new WebGLRenderer({ canvas, antialias: true, alpha: true }), object)
    } catch {
      release(object)
      throw new Error('no-webgl')
    }
  }

  draw(orbit: Orbit, width: number, height: number): number {
    this.renderer.setPixelRatio(Math.min(2, devicePixelRatio))
    this.renderer.setSize(width, height, false)
    this.camera.aspect = width / height
    this.camera.updateProjectionMatrix()
    this.camera.position.set(...placeOf(orbit))
    this.camera.lookAt(0, 0, 0)
    this.sun.position.set(...placeOf({ turn: orbit.turn - 0.7, tilt: 0.9, far: 4 }))
    this.renderer.render(this.scene, this.camera)
    return this.renderer.info.render.triangles
  }

  close(): void {
    release(this.object)
    this.renderer.dispose()
  }
}
