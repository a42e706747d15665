abstract class Animal {
  static count = 0;
  #secret = "quiet";
  declare note: string;
  abstract sound(): string;
  constructor() {
    Animal.count++;
  }
  get secret(): string {
    return this.#secret;
  }
}
class Dog extends Animal implements Sounding {
  override sound(): string {
    return "wuff";
  }
}
interface Sounding { sound(): string }
const dog = new Dog();
return [dog.sound(), dog.secret, Animal.count, "note" in dog];
