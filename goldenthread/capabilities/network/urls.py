"""The map of the network pages."""



app_name = "network"
urlpatterns: list = []
