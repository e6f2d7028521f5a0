"""Make unique names of places, projects and units; words of line items and narratives."""

from random import Random

_FIRST = "青白云石金龙凤松柳桃杏梅竹兰荷莲枫桂榆槐"
_SECOND = "溪川泉湖河塘湾坪坡岭岗山谷林沟洲滩浦港桥"
_THEMES = (
    "农村饮水安全巩固提升", "中小学校舍维修改造", "公共图书馆免费开放", "河道清淤整治", "乡村道路养护", "老旧小区改造",
    "高标准农田建设", "基层卫生院设备购置", "智慧社区平台运行维护", "残疾人康复服务", "森林防火能力建设", "城区路灯节能改造",
    "非物质文化遗产保护", "职业技能培训补贴", "农产品质量安全监测", "食堂补助", "档案数字化", "应急值守", "垃圾分类宣传",
    "法律援助", "气象灾害预警", "政务大厅运行保障", "校园安防", "养老服务中心建设", "困难群众慰问", "科普活动", "水库除险加固",
    "退役军人服务站建设", "动物疫病防控", "数据共享交换平台",
)  # fmt: skip
_BUREAUS = (
    "水利局",
    "教育局",
    "卫生健康局",
    "交通运输局",
    "民政局",
    "农业农村局",
    "文化和旅游局",
    "住房和城乡建设局",
    "应急管理局",
    "大数据局",
)
_BODIES = (
    "公路养护段",
    "第一中学",
    "中心卫生院",
    "供水站",
    "文化馆",
    "图书馆",
    "农技推广中心",
    "河道管理所",
    "社会福利院",
    "信息中心",
)
_OFFICES = ("综合处", "办公室", "数据资源部", "规划财务处", "业务一科", "基础设施部", "项目管理科", "后勤服务科")
_PEOPLE = ("庚某", "张建国", "李秀英", "欧阳明", "陈某某")


def name_place(number: int) -> str:
    """Return a place for each number below 400."""
    return _FIRST[number % 20] + _SECOND[number // 20 % 20]


def name_project(number: int) -> str:
    """Return a project for each number below 12,000, and a stage of it above."""
    stage, rest = divmod(number, 12_000)
    theme, place = divmod(rest * 4_127 % 12_000, 400)
    suffix = ("", "（一期）", "（二期）", "（三期）", "（续建）", "（扩建）")[stage]
    return f"{name_place(place)}镇{_THEMES[theme]}{suffix}"


def name_bureau(rng: Random) -> str:
    """Return a supervising department."""
    return f"{name_place(rng.randrange(400))}县{rng.choice(_BUREAUS)}"


def name_body(rng: Random, bureau: str) -> str:
    """Return a budget unit in the place of the bureau."""
    return f"{bureau.split('县')[0]}县{rng.choice(_BODIES)}"


def name_office(rng: Random) -> str:
    """Return an office of a unit."""
    return rng.choice(_OFFICES)


def name_person(rng: Random) -> str:
    """Return a person, as named on forms."""
    return rng.choice(_PEOPLE)


_GOALS = (
    "完成年度任务，保障设施正常运行。", "按照批复的实施方案完成建设内容，受益群众不少于3000人。", "1、建立长效管理机制；2、提高服务水平；3、群众满意度达到90%以上。",
    "及时足额发放补助，做到应补尽补。",
)  # fmt: skip
_ACHIEVEMENTS = (
    "已按期完成全部建设内容，质量合格。",
    "全年任务完成，资金使用规范，群众反映良好。",
    "完成12次巡检，处理隐患35处，未发生安全责任事故。",
    "项目管理流程符合规定，产出效果符合预期。",
)
_PROBLEMS = (
    "部分工程受汛期影响，进度略慢。",
    "1、资金到位较晚；2、基础数据不全。",
    "宣传力度有待加强。",
    "个别账户信息有误。",
)
_IMPROVEMENTS = (
    "提前安排工期，加强调度。",
    "1、加强与财政部门的沟通；2、完善台账。",
    "扩大宣传覆盖面，丰富宣传形式。",
    "加强核对，定期回访。",
)


def write_narrative(rng: Random, name: str) -> str:
    """Return a narrative of a form."""
    texts = {"goal": _GOALS, "achievements": _ACHIEVEMENTS, "problems": _PROBLEMS, "improvements": _IMPROVEMENTS}
    return rng.choice(texts[name])
