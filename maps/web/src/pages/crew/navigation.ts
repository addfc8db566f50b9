/** Which of the service's links opens a map application on this phone. The service reckons each in the datum that application expects. */

export interface Way {
  app: "amap" | "baidu" | "tencent" | "geo";
  href: string;
  datum: "GCJ-02" | "WGS 84";
}

/** WeChat opens no scheme of another application: there the page of the map, which asks for it by itself. */
export function waysOf(links: Readonly<Record<string, string>>, userAgent: string): Way[] {
  const android = /Android/i.test(userAgent), apple = /iPhone|iPad|iPod/i.test(userAgent), within = /MicroMessenger|wxwork/i.test(userAgent);
  const amap = within ? links.amap_web : android ? links.amap_android : apple ? links.amap_ios : links.amap_web;
  const baidu = android ? links.baidu_web : links.baidu;
  const ways: (Omit<Way, "href"> & { href: string | undefined })[] = [
    { app: "amap", href: amap ?? links.amap_web, datum: "GCJ-02" },
    { app: "baidu", href: within ? undefined : baidu, datum: "GCJ-02" },
    { app: "tencent", href: links.tencent, datum: "GCJ-02" },
    { app: "geo", href: within ? undefined : links.geo, datum: "WGS 84" },
  ];
  return ways.filter((way): way is Way => Boolean(way.href));
}
