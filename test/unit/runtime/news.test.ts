import { News, wishOf } from "../../../lib/runtime/news";
import { anOperation, NOW } from "../../fakes/samples";

describe("News", () => {
  it("is what somebody changed, and never a status", () => {
    const news = new News(wishOf);
    expect(news.isNews(anOperation())).toBe(true);
    expect(news.isNews(anOperation({ status: { message: "x" } }))).toBe(false);
    expect(news.isNews(anOperation({ metadata: { generation: 3 } }))).toBe(true);
    const deleted = anOperation({ metadata: { generation: 3, deletionTimestamp: new Date(NOW) } });
    expect(news.isNews(deleted)).toBe(true);
    const annotated = { ...deleted, metadata: { ...deleted.metadata, annotations: { a: "b" } } };
    expect(news.isNews(annotated)).toBe(true);
    expect(news.isNews(annotated)).toBe(false);
  });

  it("tells objects apart, also those of one name", () => {
    const news = new News(wishOf);
    news.isNews(anOperation({ metadata: { uid: "1" } }));
    expect(news.isNews(anOperation({ metadata: { uid: "2" } }))).toBe(true);
  });

  it("forgets one that is gone", () => {
    const news = new News(wishOf);
    news.isNews(anOperation());
    news.forget(anOperation());
    expect(news.isNews(anOperation())).toBe(true);
  });

  it("forgets the ones that it has not seen for long", () => {
    const news = new News(wishOf);
    for (let uid = 0; uid <= 20_000; uid++) {
      news.isNews(anOperation({ metadata: { uid: String(uid) } }));
    }
    expect(news.isNews(anOperation({ metadata: { uid: "20000" } }))).toBe(false);
    expect(news.isNews(anOperation({ metadata: { uid: "0" } }))).toBe(true);
  });
});
